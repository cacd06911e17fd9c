import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { readFolder } from '../../src/auth/key-folder.ts';

/** So many that reading them takes many turns of the event loop. */
const STORES = Array.from({ length: 200 }, (_, index) => String(1000 + index));

describe('a folder of keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  const write = (): void => {
    for (const store of STORES) writeFileSync(join(folder, store), 'a-key');
  };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('that loses files while it is read has lost them, whenever that is', async () => {
    for (let turns = 0; turns < 30; turns++) {
      write();
      const reading = readFolder(folder);
      for (let turn = 0; turn < turns; turn++) await nextTurn();
      for (const store of STORES) rmSync(join(folder, store));
      const files = await reading;
      expect(files.filter(([, text]) => text === null)).toEqual([]);
    }
  });

  it('that goes while it is read cannot be read', async () => {
    write();
    const reading = readFolder(folder);
    await nextTurn();
    rmSync(folder, { recursive: true });
    await expect(reading).rejects.toThrow('ENOENT');
  });
});
