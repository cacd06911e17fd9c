import { cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import dockerignore from '@balena/dockerignore';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Copies what `.dockerignore` lets a build see into a folder. */
export function copyBuildContext(folder: string): void {
  const ignore = dockerignore.default().add(readFileSync(join(PROJECT, '.dockerignore'), 'utf8'));
  const files = globSync('**/*', { cwd: PROJECT, withFileTypes: true, exclude: ({ name }) => name === 'node_modules' })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(PROJECT.length));
  for (const file of ignore.filter(files)) cpSync(join(PROJECT, file), join(folder, file));
}
