import { searchDearest } from './adversary/search.ts';
import { judgeTable } from './adversary/table.ts';

/**
 * Makes every attack that is known, then looks for others; gives whether every promise was kept.
 *
 * @param seconds of the search. The table takes some minutes beside.
 */
export async function runAdversary(seconds: number, seed: number): Promise<boolean> {
  const isTableKept = await judgeTable();
  return (await searchDearest(seconds, seed)) && isTableKept;
}
