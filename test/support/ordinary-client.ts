import { STORE_ID, type TestGateway } from './gateway.ts';

/** What became of the requests of an ordinary client. */
export interface Experience {
  readonly answered: number;
  /** Everything that was not the right answer. */
  readonly troubles: readonly string[];
}

const NAME = JSON.stringify({ query: `{ store(storeId: "${STORE_ID}") { name } }` });

/**
 * A client with a key of its own that asks for one small thing after the other, as long as an attack lasts.
 *
 * @param key which the REST API accepts.
 * @returns how it fared, when it is asked.
 */
export function startOrdinaryClient({ url }: Pick<TestGateway, 'url'>, key = 'sandbox'): () => Promise<Experience> {
  const troubles: string[] = [];
  let answered = 0;
  let isOver = false;

  async function ask(): Promise<void> {
    try {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `APIKey ${key}` },
        body: NAME,
      });
      const text = await response.text();
      if (response.status === 200 && text.includes('"Craftkeep"')) answered++;
      else troubles.push(`${response.status} ${text}`);
    } catch (error) {
      troubles.push(String(error));
    }
  }

  const work = (async () => {
    // At least this many, so that a short attack meets some.
    while (!isOver || answered + troubles.length < 20) await ask();
  })();
  return async () => {
    isOver = true;
    await work;
    return { answered, troubles };
  };
}
