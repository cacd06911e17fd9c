import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { createFolder } from '../support/token-gateway.ts';
import { createSigningKey } from '../support/token-issuer.ts';

const STORE = '411486491630370816';
const API = { PAYNOW_API_URL: 'https://api.paynow.gg' };
const ISSUER = {
  TOKEN_ISSUER: 'https://acme.example/',
  TOKEN_AUDIENCE: 'coupons',
  TOKEN_JWKS: 'https://acme.example/jwks.json',
};

/** What the message of a refused environment lists. */
function faultsOf(env: Readonly<Record<string, string>>): string[] {
  try {
    readConfig({ ...API, AUTH_MODE: 'tokens', ...env });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.split('\n  - ').slice(1);
  }
  return [];
}

function createKeys(files: Readonly<Record<string, string>> = { [STORE]: 'pn-key' }): string {
  return createFolder(files);
}

function createFile(content: unknown): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return join(createFolder({ file: text }), 'file');
}

describe('tokens', () => {
  it('are described by variables', () => {
    const folder = createKeys();
    expect(readConfig({ ...API, AUTH_MODE: 'both', ...ISSUER, STORE_KEYS_DIR: folder })).toMatchObject({
      authMode: 'both',
      auditLog: true,
      auth: {
        keys: { folder },
        issuers: [
          {
            name: 'https://acme.example/',
            audience: ['coupons'],
            algorithms: ['RS256', 'ES256', 'EdDSA'],
            keySet: 'https://acme.example/jwks.json',
            type: undefined,
            clockToleranceS: 30,
            maxAgeS: 86_400,
            grants: { by: 'claims', scopes: 'scope', stores: 'stores' },
          },
        ],
      },
    });
  });

  it('need a folder of keys and an issuer, in front of a REST API of the own', () => {
    const needs = (name: string, give: string) => `${name} is not set, and AUTH_MODE=tokens needs it: give ${give}.`;
    expect(faultsOf({})).toEqual([
      needs('TOKEN_ISSUER', 'any text'),
      needs('TOKEN_AUDIENCE', 'one text or more, comma-separated'),
      needs('TOKEN_JWKS', 'an https URL, or the path of a file'),
      needs('STORE_KEYS_DIR', 'the path of a folder'),
    ]);
  });

  it('are left to the sandbox, where nothing is said of them', () => {
    expect(readConfig({ AUTH_MODE: 'tokens' })).toMatchObject({ authMode: 'tokens', auth: undefined });
  });

  it('are logged as attempts to write, unless that is switched off', () => {
    expect(readConfig({ AUTH_MODE: 'tokens', AUDIT_LOG: 'off' }).auditLog).toBe(false);
    expect(readConfig({ AUDIT_LOG: 'on' }).auditLog).toBe(true);
  });

  it('are described by an access file instead, with no word of it in variables', () => {
    const env = { STORE_KEYS_DIR: createKeys(), ACCESS_FILE: createFile(access()) };
    expect(readConfig({ ...API, AUTH_MODE: 'tokens', ...env }).auth?.issuers).toEqual({ file: env.ACCESS_FILE });
    expect(faultsOf({ ...env, TOKEN_AUDIENCE: 'coupons', TOKEN_MAX_AGE_S: '60' })).toEqual([
      'TOKEN_AUDIENCE is set beside ACCESS_FILE, which says it: leave it out.',
      'TOKEN_MAX_AGE_S is set beside ACCESS_FILE, which says it: leave it out.',
    ]);
  });
});

describe('algorithms', () => {
  it.each(['none', 'HS256', 'RS256,hs512', 'RS256, NONE'])('with which anybody can sign are refused: %s', (text) => {
    const [fault = ''] = faultsOf({ ...ISSUER, STORE_KEYS_DIR: createKeys(), TOKEN_ALGORITHMS: text });
    expect(fault).toMatch(
      /^TOKEN_ALGORITHMS has an algorithm in it with which anybody can sign: give one or more of RS256/,
    );
  });

  it.each(['ES257', 'rs256'])('that are none are refused: %s', (text) => {
    const [fault = ''] = faultsOf({ ...ISSUER, STORE_KEYS_DIR: createKeys(), TOKEN_ALGORITHMS: text });
    expect(fault).toMatch(/^TOKEN_ALGORITHMS has an unknown name in it/);
  });
});

describe('a key set', () => {
  const keySet = async (more: object = {}) => ({ keys: [{ ...(await createSigningKey('a')).publicJwk, ...more }] });
  const faultOf = (TOKEN_JWKS: string) => faultsOf({ ...ISSUER, STORE_KEYS_DIR: createKeys(), TOKEN_JWKS });

  it('may be on this machine without TLS, or in a file', async () => {
    expect(faultOf('http://127.0.0.1:4020/jwks.json')).toEqual([]);
    expect(faultOf('http://localhost/jwks')).toEqual([]);
    expect(faultOf(createFile(await keySet()))).toEqual([]);
  });

  it.each([
    ['http://acme.example/jwks.json', 'is a URL without TLS'],
    ['ftp://acme.example/jwks.json', 'is a URL without TLS'],
    ['https://me:secret@acme.example/jwks', 'is a URL with a user or password'],
    ['https://acme.example/jwks#one', 'is a URL with a fragment'],
    ['https://', 'is not a URL'],
    ['/no/such/file', 'names a key set that cannot be read (ENOENT)'],
  ])('that is at %s is refused', (place, fault) => {
    expect(faultOf(place)).toEqual([`TOKEN_JWKS ${fault}: give an https URL, or the path of a file.`]);
  });

  it('in a file is looked into', async () => {
    const { privateKey } = await createSigningKey('a');
    const short = { kty: 'RSA', e: 'AQAB', n: 'sXchY3bJX2vZkCsCgKLo2bXnHyE7fQ' };
    const faults: readonly (readonly [unknown, string])[] = [
      ['no JSON', 'is not JSON'],
      [{ key: [] }, 'has no list `keys`'],
      [[], 'has no list `keys`'],
      [{ keys: [] }, 'holds no key that can verify signatures'],
      [{ keys: [null, 7, 'key', {}] }, 'holds no key that can verify signatures'],
      [{ keys: [privateKey.export({ format: 'jwk' })] }, 'holds no key that can verify signatures'],
      [{ keys: [{ kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMko' }] }, 'holds no key that can verify signatures'],
      [{ keys: [short] }, 'holds no key that can verify signatures'],
      [await keySet({ use: 'enc' }), 'holds no key that can verify signatures'],
      [`{"keys":[],"more":"${'x'.repeat(65_536)}"}`, 'has more than 65536 bytes'],
    ];
    for (const [content, fault] of faults) {
      expect(faultOf(createFile(content))).toEqual([
        `TOKEN_JWKS names a key set that ${fault}: give an https URL, or the path of a file.`,
      ]);
    }
  });
});

describe('the folder of keys', () => {
  const faultsOfKeys = (folder: string) => faultsOf({ ...ISSUER, STORE_KEYS_DIR: folder });

  it('holds one key in each file, whose last line may end', () => {
    expect(faultsOfKeys(createKeys({ [STORE]: 'pn-key\n', '7': ' pn-key\r\n', '.hidden': '' }))).toEqual([]);
  });

  it('is refused for everything that is wrong with it at once', () => {
    const folder = createKeys({
      '1': '',
      '2': ' \n',
      '3': 'pn-key\nanother',
      '4': 'APIKey pn-key',
      '5': 'pn key',
      '6': 'schlüssel',
      '7': 'k'.repeat(4097),
      '8': 'pn-key',
      'README.md': 'Keys of the stores.',
      '012': 'pn-key',
    });
    mkdirSync(join(folder, '9'));
    const file = (name: string, fault: string) => `STORE_KEYS_DIR: The file "${name}" ${fault}.`;
    expect(faultsOfKeys(folder)).toEqual([
      file('012', 'is not the id of a store: a file is named by one alone'),
      file('1', 'is empty: it must hold the API key of the store'),
      file('2', 'is empty: it must hold the API key of the store'),
      file('3', 'has more than one line: it must hold one API key alone'),
      file('4', 'begins with a scheme: it must hold the API key alone'),
      file('5', 'holds blanks, or characters that no API key has'),
      file('6', 'holds blanks, or characters that no API key has'),
      file('7', 'is longer than 4096 characters'),
      file('9', 'cannot be read'),
      file('README.md', 'is not the id of a store: a file is named by one alone'),
    ]);
  });

  it('must be there, and hold something', () => {
    expect(faultsOfKeys('/no/such/folder')).toEqual(['STORE_KEYS_DIR: It cannot be read (ENOENT).']);
    expect(faultsOfKeys(createKeys({}))).toEqual([
      'STORE_KEYS_DIR: It holds no key: put one file into it for each store, named by the id of the store.',
    ]);
  });
});

/** An access file without fault, with changes to its issuer and grant. */
function access(issuer: object = {}, grant: object = {}) {
  const granted = { when: { roles: 'support' }, stores: [STORE], scopes: ['paynow:coupons:read'], ...grant };
  return {
    issuers: [
      {
        issuer: 'https://acme.example/',
        jwks: 'https://acme.example/jwks.json',
        audience: ['coupons'],
        grants: [granted],
        ...issuer,
      },
    ],
  };
}

describe('an access file', () => {
  const faultsOfFile = (content: unknown) =>
    faultsOf({ STORE_KEYS_DIR: createKeys(), ACCESS_FILE: createFile(content) }).map((fault) =>
      fault.replace('ACCESS_FILE: ', ''),
    );

  it.each([
    ['as little as can be', access()],
    [
      'all that can be said',
      access({ algorithms: ['PS512'], type: 'at+jwt', clockToleranceSeconds: 0, maxAgeSeconds: 60 }),
    ],
    ['everybody', access({}, { when: '*', stores: '*' })],
    ['one of several values', access({}, { when: { '/realm/roles': ['a', 'b'], sub: 'u-17' } })],
  ])('may say %s', (_what, content) => {
    expect(faultsOfFile(content)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['that is no JSON', '{', 'It is not JSON.'],
    ['that is a list', [], 'It must be an object.'],
    ['that is empty', {}, 'issuers is missing.'],
    ['with an unknown key', { ...access(), version: 1 }, 'version is not known here.'],
    ['without issuers', { issuers: [] }, 'issuers must be a list with one entry or more.'],
    ['with an issuer that is none', { issuers: ['https://acme.example/'] }, 'issuers[0] must be an object.'],
    ['with a secret', access({ clientSecret: 'hush' }), 'issuers[0].clientSecret is not known here.'],
    ['without the name of an issuer', access({ issuer: '' }), 'issuers[0].issuer must be a text that is not empty.'],
    [
      'with an audience that is no list',
      access({ audience: 'coupons' }),
      'issuers[0].audience must be a list with one entry or more.',
    ],
    [
      'with a key set without TLS',
      access({ jwks: 'http://acme.example/' }),
      'issuers[0].jwks is a URL without TLS: give an https URL, or the path of a file.',
    ],
    [
      'with a key set that is no text',
      access({ jwks: 7 }),
      'issuers[0].jwks is not a text: give an https URL, or the path of a file.',
    ],
    [
      'with an algorithm that is not safe',
      access({ algorithms: ['RS256', 'none'] }),
      'issuers[0].algorithms[1] must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519.',
    ],
    [
      'with a tolerance that is no number',
      access({ clockToleranceSeconds: '30' }),
      'issuers[0].clockToleranceSeconds must be a whole number from 0 to 600.',
    ],
    [
      'with an age of nothing',
      access({ maxAgeSeconds: 0 }),
      'issuers[0].maxAgeSeconds must be a whole number from 1 to 31622400.',
    ],
    ['without grants', access({ grants: [] }), 'issuers[0].grants must be a list with one entry or more.'],
    [
      'with a grant for everybody by oversight',
      access({}, { when: {} }),
      'issuers[0].grants[0].when must be an object with one key or more.',
    ],
    [
      'with a condition that is no text',
      access({}, { when: { admin: true } }),
      'issuers[0].grants[0].when.admin must be a text that is not empty.',
    ],
    [
      'with a store as a number',
      access({}, { stores: [Number(STORE)] }),
      'issuers[0].grants[0].stores[0] must be the id of a store, as a text.',
    ],
    [
      'with a store that is none',
      access({}, { stores: ['craftkeep'] }),
      'issuers[0].grants[0].stores[0] must be the id of a store, as a text.',
    ],
    [
      'with an unknown scope',
      access({}, { scopes: ['paynow:coupons:delete'] }),
      'issuers[0].grants[0].scopes[0] must be one of paynow:coupons:read, paynow:coupons:write, paynow:marketing:read, paynow:marketing:write.',
    ],
    [
      'with an issuer twice',
      { issuers: [...access().issuers, ...access().issuers] },
      'issuers[1].issuer is the same as that of issuers[0].',
    ],
  ])('%s is refused', (_what, content, fault) => {
    expect(faultsOfFile(content)).toEqual([fault]);
  });

  it('is refused for everything that is wrong with it at once, beside what is wrong elsewhere', () => {
    const content = access({ audience: [], extra: 1 }, { stores: [], scopes: ['x'] });
    const folder = createFolder();
    expect(faultsOf({ STORE_KEYS_DIR: folder, ACCESS_FILE: createFile(content), PORT: 'x' })).toHaveLength(6);
  });

  it('must be there', () => {
    expect(faultsOf({ STORE_KEYS_DIR: createKeys(), ACCESS_FILE: '/no/such/file' })).toEqual([
      'ACCESS_FILE: It cannot be read (ENOENT).',
    ]);
  });

  it('shows none of its values when it is refused', () => {
    const folder = createFolder();
    const file = join(folder, 'access.json');
    writeFileSync(file, JSON.stringify(access({ issuer: 7, jwks: 'http://c4n4ry.example' }, { scopes: ['c4n4ry'] })));
    expect(faultsOf({ STORE_KEYS_DIR: createKeys(), ACCESS_FILE: file }).join()).not.toContain('c4n4ry');
  });
});
