/**
 * What a failed status says of the request where it is not the API's judgement of it: the API is `busy` and did nothing;
 * a proxy in front of it `never reached` it; or a proxy passed the request on and the `answer was lost`, so nobody knows
 * what the API did.
 */
export type StatusMeaning = 'busy' | 'never reached' | 'answer lost';

/** RFC 9110 section 15.6 and RFC 6585 section 4; 520 to 524 and 530 are Cloudflare's. */
const MEANINGS: ReadonlyMap<number, StatusMeaning> = new Map([
  [429, 'busy'],
  [503, 'busy'],
  [502, 'answer lost'],
  [504, 'answer lost'],
  [520, 'answer lost'],
  [521, 'never reached'],
  [522, 'never reached'],
  [523, 'never reached'],
  [524, 'answer lost'],
  [530, 'answer lost'],
]);

/** Undefined where the status is the API's own answer to this very request. */
export function meaningOf(status: number): StatusMeaning | undefined {
  return MEANINGS.get(status);
}
