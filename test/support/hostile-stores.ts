/**
 * The stores of the REST API that attacks are run against: each one behaves in a way of its own, so that a client chooses
 * it by the ids in a request. Their ids are short, so that many of them are. All others work.
 */
export const STORES = {
  /** Works. The same id as the sandbox's store, which generated requests ask for. */
  open: '411486491630370816',
  /** 100 coupons with notes of 90 KB. */
  notes: '12',
  /** Its profile has a name of 90 KB. */
  names: '13',
  /** 100 coupons for 1,500 products each, and configurations with 400 commands. */
  lists: '14',
  /** 500 with texts of 64 KB. */
  loud: '15',
  /** Writes are refused with 2,000 mistakes of 1 KB each; reads work. */
  refusing: '16',
  /** 500. */
  failing: '17',
  /** 503. */
  down: '18',
  /** Never answers. */
  hanging: '19',
  /** Answers after a second and a half. */
  slow: '20',
  /** 429. */
  limited: '21',
  /** 200 with half of a JSON document. */
  broken: '22',
  /** Cuts the connection. */
  cut: '23',
  /** 200 with 6 MB. */
  large: '24',
} as const;

/**
 * Stores that work, too. Only the ordinary client asks for them, so that calls for all others are those of an attack; and
 * they are more than those in trouble, so that the API as a whole is not.
 */
export const ORDINARY_STORES = ['31', '32', '33', '34', '35', '36', '37', '38', '39', '40'] as const;

/** Rows of every store that works. */
export const ROWS = 300;

const FIRST_LOOKUP_STORE = 500_000_000_000_000_000n;

/** Stores that work and hold the same ids, for look-ups that must not have been made before. */
export function lookupStore(number: number): string {
  return (FIRST_LOOKUP_STORE + BigInt(number)).toString();
}

/** The credential that the API does not accept; it takes all others. */
export const WRONG_KEY = 'APIKey wrong-and-refused';
