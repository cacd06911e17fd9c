import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const PAGES = globSync(['*.md', 'src/**/*.md', 'test/**/*.md'], {
  cwd: ROOT,
  exclude: ['**/node_modules'],
});
const SCRIPTS = Object.keys(JSON.parse(read('package.json')).scripts);
const SOURCES = globSync(['src/**/*.ts', 'src/deploy/*.yaml', 'Dockerfile', 'test/**/*.{ts,mjs}'], {
  cwd: ROOT,
  exclude: ['**/node_modules'],
})
  .map(read)
  .join('\n');
/** Files of a router, which its own folder holds. */
const FILES_OF_ROUTERS = ['router.yaml', 'router.config.yaml', 'config.yaml', 'gateway.config.ts'];

/** The text without blocks of code. */
const proseOf = (page: string): string => read(page).replaceAll(/^```.*?^```$/gms, '');
/** What stands in backticks, unless it is the text of a link. */
const codesOf = (page: string): string[] =>
  Array.from(
    proseOf(page)
      .replaceAll(/\[[^\]]*\]\([^)]*\)/g, '')
      .matchAll(/`([^`\n]+)`/g),
    ([, code = '']) => code,
  );

/** The names by which headings are linked to. */
const anchorsOf = (page: string): string[] =>
  Array.from(proseOf(page).matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

test('README can be read to the end: at most 250 lines', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(251);
});

test('the glossary has at most 25 words', () => {
  const [, section = ''] = /\n## Words\n(.*?)\n## /s.exec(read('src/README.md')) ?? [];
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.length - 1).toBeLessThanOrEqual(25);
});

describe.each(PAGES)('%s', (page) => {
  const there = (path: string): boolean => [dirname(page), '.'].some((base) => existsSync(join(ROOT, base, path)));

  test('links lead to files and headings that exist', () => {
    const links = Array.from(proseOf(page).matchAll(/\]\(([^)]+)\)/g), ([, link = '']) => link);
    const dead = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(dead).toEqual([]);
  });

  test('files that it names exist', () => {
    const files = codesOf(page).filter((code) => /^[\w.-]+\/[\w./-]*$|^[\w.-]+\.(ts|json|ya?ml)$/.test(code));
    const isValue = (code: string): boolean => SOURCES.includes(`'${code}'`);
    expect(files.filter((file) => !FILES_OF_ROUTERS.includes(file) && !isValue(file) && !there(file))).toEqual([]);
  });

  test('commands that it names are scripts of the package', () => {
    const commands = Array.from(read(page).matchAll(/npm run (?:--silent )?([\w:]+)/g), ([, script = '']) => script);
    expect(commands.filter((script) => !SCRIPTS.includes(script))).toEqual([]);
  });

  test('variables, codes and values that it names are in the code', () => {
    const names = codesOf(page).flatMap((code) => /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?==|$)/.exec(code) ?? []);
    expect(names.filter((name) => !SOURCES.includes(name))).toEqual([]);
  });
});

describe('the figures in README are those of the page that it points to', () => {
  const [, section = ''] = /\n## Numbers\n(.*?)\n## /s.exec(read('README.md')) ?? [];
  const plain = (text: string): string => text.replaceAll(/(?<=\d),(?=\d{3})/g, '');

  test.each(section.split('\n- ').slice(1))('%s', (item) => {
    const [, path = ''] = /\]\(([^)#]+)/.exec(item) ?? [];
    const figures = plain(item).match(/\d+(?:\.\d+)?/g) ?? [];
    const known = new Set(plain(read(path)).match(/\d+(?:\.\d+)?/g));
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.filter((figure) => !known.has(figure))).toEqual([]);
  });
});
