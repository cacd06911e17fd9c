import type { ApolloClient } from '@apollo/client';
import { mistakesOf } from '../../form.ts';
import type { Mails } from '../../program.ts';
import type { FlakeID } from '../../scalars.ts';
import { errorsOf } from '../errors.ts';
import { CHANGE_MAIL, MAILS } from './documents.ts';

/** Opens the mails of a store. */
export async function openMails(client: ApolloClient, storeId: FlakeID): Promise<Mails> {
  const variables = { storeId };
  await client.query({ query: MAILS, variables });
  return {
    shown() {
      const store = client.readQuery({ query: MAILS, variables })?.store;
      return store ? store.marketingConfigurations.filter((mail) => mail !== null) : [];
    },
    async change({ id, version }, set) {
      const { data, error } = await client.mutate({
        mutation: CHANGE_MAIL,
        variables: { input: { id, expectedVersion: version, set } },
        errorPolicy: 'all',
      });
      const payload = data?.marketingConfigurationUpdate;
      return mistakesOf('marketingConfigurationUpdate', payload, errorsOf(error));
    },
  };
}
