import { readFileSync } from 'node:fs';
import { type Cmd, DockerfileParser } from 'dockerfile-ast';
import { parseAllDocuments } from 'yaml';

/** How deployments start the gateway, as the files say that operators take. */

/** A file by its path from the top. */
export const readFromTop = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

export function readYaml(path: string) {
  return parseAllDocuments(readFromTop(path), { uniqueKeys: true }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS();
  });
}

export const dockerfile = DockerfileParser.parse(readFromTop('Dockerfile'));

/** The environment that the image sets. */
export const IMAGE_ENV: Readonly<Record<string, string>> = Object.fromEntries(
  dockerfile
    .getENVs()
    .flatMap((env) => env.getProperties())
    .map((property) => [property.getName(), property.getValue() ?? '']),
);

/** The options of Node in the command of the image. */
export const IMAGE_NODE_OPTIONS: readonly string[] = dockerfile
  .getCMDs()
  .flatMap((cmd) => (cmd as Cmd).getJSONStrings().map((string) => string.getJSONValue()))
  .filter((word) => word.startsWith('--'));

const [deployment] = readYaml('src/deploy/kubernetes.yaml');

type Variable = { readonly name: string; readonly value?: string };

/** The environment of a pod; a value that a Secret holds is made up. */
export const POD_ENV: Readonly<Record<string, string>> = Object.fromEntries(
  deployment.spec.template.spec.containers[0].env.map(({ name, value }: Variable) => [
    name,
    value ?? 'a secret of sixteen and more',
  ]),
);
