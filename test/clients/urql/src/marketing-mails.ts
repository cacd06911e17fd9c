import type { Client } from '@urql/core';
import { mistakesOf } from '../../form.ts';
import type { Mails } from '../../program.ts';
import type { FlakeID } from '../../scalars.ts';
import { errorsOf } from '../errors.ts';
import { CHANGE_MAIL, MAILS } from './documents.ts';

/** Opens the mails of a store. */
export async function openMails(client: Client, storeId: FlakeID): Promise<Mails> {
  const variables = { storeId };
  const { error } = await client.query(MAILS, variables);
  if (error) throw error;
  return {
    shown() {
      const store = client.readQuery(MAILS, variables)?.data?.store;
      return store ? store.marketingConfigurations.filter((mail) => mail !== null) : [];
    },
    async change({ id, version }, set) {
      const { data, error } = await client.mutation(CHANGE_MAIL, { input: { id, expectedVersion: version, set } });
      const payload = data?.marketingConfigurationUpdate;
      return mistakesOf('marketingConfigurationUpdate', payload, errorsOf(error));
    },
  };
}
