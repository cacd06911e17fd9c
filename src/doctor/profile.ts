import type { StoreDto } from '../rest/contract/dto.ts';
import { RestError } from '../rest/errors.ts';
import { fetchStore } from '../rest/stores.ts';
import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** The store's profile; undefined when there is none, or why it cannot be read. */
export async function readProfile({ call, storeId }: Patient): Promise<StoreDto | undefined | RestError> {
  return fetchStore(call, storeId).catch((error: unknown) => {
    if (error instanceof RestError) return error;
    throw error;
  });
}

/** Says whether the API has profiles of stores. */
export function checkProfile(answer: StoreDto | undefined | RestError): Finding {
  const name = 'Store profile';
  if (answer instanceof RestError) {
    const gateway = 'Store.name, slug, currency, platform and liveMode are null with an error; all else works.';
    return { name, state: 'bad', found: answer.message, gateway };
  }
  if (answer === undefined) {
    const gateway = 'Store.name, slug, currency, platform and liveMode are null.';
    return { name, state: 'note', found: 'none (404): the API is older than 2026-02', gateway };
  }
  const found = `${answer.name}, ${answer.currency}${answer.live_mode ? '' : ', test mode'}`;
  return { name, state: 'good', found, gateway: 'Reads it once per operation, when one of its fields is asked for.' };
}
