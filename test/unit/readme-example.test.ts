import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import { startGateway } from '../support/gateway.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const README = read('README.md');

/** The first block of code in a language. */
function block(language: string): string {
  const [, code = ''] = new RegExp(`^\`\`\`${language}\\n(.*?)\\n\`\`\`$`, 'ms').exec(README) ?? [];
  return code;
}

test('the first query of README, asked of the sandbox, gets the answer that README shows', async () => {
  const gateway = await startGateway();
  onTestFinished(() => gateway.close());
  const [, authorization = ''] = /-H 'Authorization: ([^']+)'/.exec(README) ?? [];
  const [, body = ''] = /-d '([^']+)'/.exec(README) ?? [];
  expect(await gateway.send(JSON.parse(body), { authorization })).toEqual(JSON.parse(block('json')));
});

test('the operations of README fit the schema', () => {
  const document = parse(block('graphql'));
  expect(document.definitions).toHaveLength(3);
  expect(validate(buildSchema(read('schema.graphql')), document)).toEqual([]);
});
