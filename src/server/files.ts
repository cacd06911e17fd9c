import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One of the files that the gateway's operator gave. */
export interface FileContent {
  /** As it was given, or found in a folder that was. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What is wrong with a file or a part of it, for the operator. */
export interface Fault {
  readonly where: string;
  readonly what: string;
}

/** What was read of files and folders, and which of them could not be. */
export interface Files {
  readonly files: readonly FileContent[];
  readonly faults: readonly Fault[];
}

/**
 * Reads files, and those of folders whose names have one ending, in the order of their names. Names that begin with a
 * dot are Kubernetes' own.
 *
 * @param maxBytes of all together.
 */
export async function readFiles(paths: readonly string[], ending: string, maxBytes: number): Promise<Files> {
  const faults: Fault[] = [];
  const files: FileContent[] = [];
  let left = maxBytes;

  async function attempt(path: string, read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      faults.push({ where: path, what: REASONS[code] ?? `it cannot be read (${code}).` });
    }
  }

  async function readFolder(folder: string): Promise<void> {
    const names = await readdir(folder);
    const found = names.filter((name) => name.endsWith(ending) && !name.startsWith('.')).sort();
    if (found.length === 0) faults.push({ where: folder, what: `no file in this folder ends with ${ending}.` });
    for (const path of found.map((name) => join(folder, name))) await attempt(path, () => readOne(path));
  }

  async function readOne(path: string): Promise<void> {
    const stats = await stat(path);
    if (!stats.isFile()) {
      faults.push({ where: path, what: 'this is no file.' });
      return;
    }
    left -= stats.size;
    if (left >= 0) files.push({ path, bytes: await readFile(path) });
  }

  for (const path of paths) {
    await attempt(path, async () => ((await stat(path)).isDirectory() ? readFolder(path) : readOne(path)));
  }
  if (left < 0) {
    const what = `they are larger than ${maxBytes.toLocaleString('en')} bytes together.`;
    faults.push({ where: 'all files', what });
  }
  return { files, faults };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder.',
  EACCES: 'the gateway may not read it.',
};
