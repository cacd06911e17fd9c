import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  type Cmd,
  type Copy,
  DockerfileParser,
  type From,
  type Instruction,
  type PropertyInstruction,
} from 'dockerfile-ast';
import { unpackBaseImage } from './base-image.ts';
import { copyBuildContext } from './build-context.ts';

/** What an image, or a stage on the way to it, consists of. */
export interface Image {
  /** The folder that holds its file system. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** As `USER` says it. */
  readonly user: string;
  readonly ports: readonly number[];
  readonly healthcheck: readonly string[];
  readonly command: readonly string[];
}

/**
 * Does what `docker build` does with the project's Dockerfile, one instruction after the other, without Docker: a stage
 * is a folder, and its commands run on this machine.
 *
 * @param folder takes the build context and the stages.
 * @throws {Error} for an instruction or a base image that it does not know, and when a command fails.
 */
export function buildImage(folder: string): Image {
  const context = join(folder, 'context');
  copyBuildContext(context);
  const stages = new Map<string, Image>();
  let image: Image | undefined;
  const dockerfile = DockerfileParser.parse(readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8'));
  for (const instruction of dockerfile.getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const from = instruction as From;
      const name = from.getBuildStage() ?? '';
      image = startStage(join(folder, `stage-${name}`), String(from.getImage()));
      stages.set(name, image);
    } else if (image !== undefined) {
      Object.assign(
        image,
        execute(instruction, image, (stage) => stages.get(stage)?.root ?? context),
      );
    }
  }
  if (image === undefined) throw new Error('The Dockerfile has no stage.');
  return image;
}

function startStage(root: string, base: string): Image {
  mkdirSync(root, { recursive: true });
  unpackBaseImage(base, root);
  return { root, workdir: '/', env: {}, labels: {}, user: '0:0', ports: [], healthcheck: [], command: [] };
}

/** Runs one instruction in an image, and returns what it changes beside the files. */
function execute(instruction: Instruction, image: Image, rootOf: (stage: string) => string): Partial<Image> {
  const text = instruction.getArgumentsContent() ?? '';
  switch (instruction.getKeyword()) {
    case 'ARG':
      return {};
    case 'WORKDIR':
      mkdirSync(join(image.root, text), { recursive: true });
      return { workdir: text };
    case 'RUN':
      execFileSync('sh', ['-euc', text], {
        cwd: join(image.root, image.workdir),
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return {};
    case 'COPY':
      copy(instruction as Copy, image, rootOf);
      return {};
    case 'ENV':
      return { env: { ...image.env, ...propertiesOf(instruction) } };
    case 'LABEL':
      return { labels: { ...image.labels, ...propertiesOf(instruction) } };
    case 'USER':
      return { user: text };
    case 'EXPOSE':
      return { ports: [...image.ports, Number(text)] };
    case 'HEALTHCHECK':
      return { healthcheck: JSON.parse(text.slice(text.indexOf('['))) };
    case 'CMD':
      return { command: (instruction as Cmd).getJSONStrings().map((string) => string.getJSONValue()) };
    default:
      throw new Error(`The instruction ${instruction.getKeyword()} is not known here.`);
  }
}

function propertiesOf(instruction: Instruction): Record<string, string> {
  const properties = (instruction as PropertyInstruction).getProperties();
  return Object.fromEntries(properties.map((property) => [property.getName(), property.getValue() ?? '']));
}

function copy(instruction: Copy, image: Image, rootOf: (stage: string) => string): void {
  const paths = instruction.getArguments().map((argument) => argument.getValue());
  const target = paths.pop() ?? '';
  const origin = rootOf(instruction.getFromFlag()?.getValue() ?? '(the build context)');
  for (const path of paths) {
    const source = join(origin, path);
    const isInto = target.endsWith('/') && !statSync(source).isDirectory();
    const destination = join(image.root, resolve(image.workdir, target), isInto ? basename(path) : '');
    cpSync(source, destination, { recursive: true });
  }
}
