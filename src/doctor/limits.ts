import { placeOfLimits } from '../limits/limits-url.ts';
import { connectRedis, reasonOf } from '../limits/redis.ts';
import type { Finding } from './finding.ts';

/** Whether calls can be counted in LIMITS_URL. One count of nobody's is written there, which is gone after a minute. */
export async function checkLimits(url: string): Promise<Finding> {
  const name = 'Limits';
  const place = placeOfLimits(url);
  try {
    const connection = await connectRedis(url);
    connection.close();
    const gateway = 'Counts the calls of each subject together with all other processes.';
    return { name, state: 'good', found: `${place} counts`, gateway };
  } catch (error) {
    const gateway = 'Each process counts the calls of each subject by itself, and tries again.';
    return { name, state: 'bad', found: `${place} cannot be used (${reasonOf(error)})`, gateway };
  }
}
