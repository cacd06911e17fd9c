import { readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';

const DOCKERFILE = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');

test('the Dockerfile has no fault', () => {
  expect(validate(DOCKERFILE).map(({ message }) => message)).toEqual([]);
});

test('a fault in it would be found', () => {
  const faulty = `${DOCKERFILE.replace('--interval=10s', '--interval=10')}WORKDIR app\n`;
  expect(validate(faulty).map(({ message }) => message)).toEqual([
    'time: missing unit in duration 10',
    'WORKDIR paths should be absolute',
  ]);
});
