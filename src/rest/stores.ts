import type { Call } from './call.ts';
import { request } from './client.ts';
import type { StoreDto } from './contract/dto.ts';
import { noteUnknownKeys } from './contract-keys.ts';
import { endpoint } from './endpoint.ts';
import { BadResponseError } from './errors.ts';

const READ = endpoint('get', '/v1/stores/{storeId}', 'any');

/** A store's profile; undefined when there is no such store, or the API is older than the endpoint. */
export function fetchStore(call: Call, storeId: string): Promise<StoreDto | undefined> {
  return request(call, READ, { params: { storeId } }, (store) => {
    if (store?.id !== storeId) {
      throw new BadResponseError('The PayNow API answered with another store than the one asked for.');
    }
    noteUnknownKeys(call.upstream, 'Store', store);
    return store;
  });
}
