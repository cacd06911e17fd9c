import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of manifests. */
export interface Manifests {
  readonly folder: string;
  /**
   * Writes a manifest as a deployment does, so that nobody reads half of it.
   *
   * @param content an object of texts by their ids, Apollo's form, or any text or bytes.
   * @returns its path.
   */
  write(content: object | string | Buffer, name?: string): string;
  remove(): void;
}

export function createManifests(): Manifests {
  const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
  return {
    folder,
    write(content, name = 'persisted.json') {
      const path = join(folder, name);
      const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
      writeFileSync(`${path}.new`, isRaw ? content : JSON.stringify(content));
      renameSync(`${path}.new`, path);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** In hexadecimal, as clients hash documents. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
