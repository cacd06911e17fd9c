import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What the packages libc6, libgcc-s1 and libstdc++6 bring to `gcr.io/distroless/cc-debian13`. */
const CC_LIBRARY = /^(ld-linux-[\w-]+|libc|libdl|libgcc_s|libm|libpthread|libstdc\+\+)\.so\.\d+$/;

/**
 * Fills a folder with as much of a base image as the gateway's image relies on, taken from this machine instead of a
 * registry.
 *
 * @throws {Error} for an image that is not known here, or another release of Node than the one that runs this.
 */
export function unpackBaseImage(image: string, root: string): void {
  for (const [path, source] of Object.entries(filesOf(image))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(source, join(root, path));
  }
}

/** By their paths in the image, the files of this machine that stand for them. */
function filesOf(image: string): Readonly<Record<string, string>> {
  switch (image) {
    case `node:${process.versions.node}-trixie-slim`:
      return { '/usr/local/bin/node': process.execPath };
    case 'gcr.io/distroless/cc-debian13:nonroot': {
      const libraries = librariesOf(process.execPath).filter((path) => CC_LIBRARY.test(basename(path)));
      return Object.fromEntries(libraries.map((path) => [path, path]));
    }
    default:
      throw new Error(`The base image ${image} is not known, or not of Node ${process.versions.node}.`);
  }
}

/** The paths of the shared libraries that a program is linked with, and of the linker. */
function librariesOf(program: string): string[] {
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' });
  return Array.from(listed.matchAll(/(?<path>\/\S+) \(0x/g), ({ groups }) => String(groups?.path));
}
