/** Files of `src`, by how their paths go on. */
const source = (path) => `^src/(${path})`;
/** Packages, by their names. */
const packages = (names) => `node_modules/(${names})/`;

/** What each part of `src` may import, types included: nothing but this and Node's own modules. */
const MAY_IMPORT = {
  'start-texts-know-the-configuration': [
    'banner|warnings|misspellings',
    source('config|misspellings|proxy|auth/settings|limits/limits-url'),
  ],
  'contract-is-alone': ['rest/contract/', source('rest/contract/|rest/json')],
  'rest-knows-http-and-the-contract': ['rest/(?!contract/)', source('rest/'), packages('undici|lru-cache')],
  'auth-stands-on-rest': ['auth/', source('auth/|rest/(?!client|upstream)'), packages('jose|lru-cache')],
  'limits-count-in-redis': [
    'limits/',
    source('limits/|rest/(credential|errors|subject-limits)'),
    packages('lru-cache|@redis/client'),
  ],
  'loaders-stand-on-rest': ['loaders', source('rest/'), packages('dataloader')],
  'graphql-stands-on-loaders-and-rest': [
    'graphql/',
    source('graphql/|loaders|rest/(?!client|exchange)'),
    packages('graphql|graphql-scalars|@pothos/[^/]+'),
  ],
  'server-stands-on-graphql': [
    'server/',
    source('server/|auth/|limits/|graphql/|loaders|rest/(?!client|exchange)'),
    packages('(?!undici/|dataloader/|@pothos/).+'),
  ],
  'app-wires-the-layers': ['app\\.', source('config|auth/|graphql/|limits/|rest/|server/')],
  'process-runs-the-app': [
    'process/',
    source('process/|app|auth/|banner|config|proxy|server/|sandbox/(sandbox|issuer|seed-stores)'),
  ],
  'main-chooses-how-to-run': ['main', source('config|warnings|process/')],
  'sandbox-shares-the-contract': [
    'sandbox/',
    source('sandbox/|rest/contract/|rest/(json|flake-id|scope)'),
    packages('openapi-backend|jose'),
  ],
  'doctor-stands-on-rest': [
    'doctor/',
    source('doctor/|auth/|config|proxy|limits/|rest/|sandbox/(sandbox|seed-stores)'),
  ],
  'documents-are-checked-as-the-gateway-reads-them': [
    'documents/',
    source('documents/|config|graphql/|server/(files|operation/)'),
    packages('graphql'),
  ],
};

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([name, [part, ...pathNot]]) => ({
      name,
      comment: 'What this part may import stands in .dependency-cruiser.mjs, in MAY_IMPORT.',
      from: { path: source(part) },
      to: { pathNot, dependencyTypesNot: ['core'] },
    })),
    {
      name: 'settings-import-nothing',
      comment:
        'They are loaded before anything else, by every process; what a proxy, a slip, a file of grants or a place of counts is stands in a file of its own.',
      from: { path: source('config|proxy|misspellings|limits/limits-url|process/listen-error') },
      to: {
        path: '.',
        pathNot: source('proxy|misspellings|limits/limits-url|auth/(access-file|key-folder|key-set-place|settings)'),
      },
    },
    {
      name: 'no-arrow-runs-up',
      comment: 'The layers that serve a request reach nothing that configures or runs them, by whatever way.',
      from: { path: source('rest/|auth/|limits/|loaders|graphql/|server/') },
      to: { path: source('(?!rest/|auth/|limits/|loaders|graphql/|server/)'), reachable: true },
    },
    {
      name: 'rest-reaches-no-graphql',
      from: { path: source('rest/|loaders') },
      to: { path: [source('graphql/'), packages('graphql[^/]*|@pothos/[^/]+')], reachable: true },
    },
    {
      name: 'primary-reaches-no-app',
      comment: 'The primary of several processes serves nothing, so it loads nothing of what serves.',
      from: { path: source('process/primary') },
      to: { path: [source('app|graphql/|loaders'), packages('graphql|undici')], reachable: true },
    },
    {
      name: 'main-loads-its-halves-lazily',
      comment: 'One process loads nothing of several, nor the primary of several what serves: use await import().',
      from: { path: source('main') },
      to: { path: source('process/(?!listen-error)'), dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sandbox-is-loaded-lazily',
      comment: 'A production image holds no sandbox: use await import() where one is wanted.',
      from: { path: source('(?!sandbox/)') },
      to: { path: source('sandbox/'), dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'connections-are-opened-in-one-place',
      comment: 'With the next rule: no code but the app, the doctor and what fetches key sets reaches the HTTP client.',
      from: { path: source('(?!rest/connections)') },
      to: { path: packages('undici'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'app-and-doctor-open-connections',
      from: { path: source('(?!app\\.|doctor/|rest/upstream|auth/key-set-source)') },
      to: { path: source('rest/(upstream|connections)'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'production-needs-no-dev-dependency',
      comment: 'The image has production dependencies only. The log takes pino-pretty where it finds it.',
      from: { path: source('(?!sandbox/)') },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: packages('pino-pretty') },
    },
    { name: 'no-circles', from: {}, to: { circular: true } },
  ].map((rule) => ({ ...rule, severity: 'error' })),
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
