// Who may import whom: design.md section 2 ("The house"), one rule per room. Type-only imports count. Each comment says
// where the code belongs instead. `npm run check` runs it over the house and over apps/dev/fixtures/import-graph, a tree
// that breaks every rule on purpose.

/** A test, a helper of tests (leading underscore), the tests/ folder of a package, or what a room offers to tests. */
const TEST = ['[.]test[.]tsx?$', '/_[^/]+[.]tsx?$', '/tests/', '/src/testing/'];
/** The folder of one package; `$1` stands for it in the other half of a rule. */
const PACKAGE = '^((?:apps|packages|cloud/services|cloud)/[^/]+)/';
const ANY_ROOM = '^(?:apps|packages|cloud)/';
const RENDERER = '^(apps/terminal/src/renderer|apps/kitchen|apps/backoffice)/';
/** Code that runs in a browser; a vite.config.ts beside it runs in Node. */
const BROWSER =
  '^(apps/terminal/src/renderer|apps/kitchen/src|apps/backoffice/src|packages/ui/(?:src|showcase))/';
const PURE = '^packages/(?:kit|domain|protocol|sync|devices/src/codecs)/';

/** Files of `from` (its group is their own room) import their own room and `rooms`, no other. For testkit see `testkit-for-tests`. */
function onlyRooms(name, from, rooms, comment, { isApp = false } = {}) {
  const allowed = rooms.map((room) => `^${room}/`);
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    // That nobody imports an app is a rule of its own, with a sentence of its own.
    to: { path: ANY_ROOM, pathNot: ['^$1/', '^packages/testkit/', ...allowed, ...(isApp ? ['^apps/'] : [])] },
  };
}

module.exports = {
  forbidden: [
    // The chain of packages: kit <- domain <- protocol <- sync <- terminal-core <- apps.
    onlyRooms(
      'kit-imports-no-room',
      '^(packages/kit)/',
      [],
      'kit holds the words everyone uses and stands at the bottom. What knows a till, an order or a wire belongs in domain or protocol.',
    ),
    onlyRooms(
      'domain-imports-kit',
      '^(packages/domain)/',
      ['packages/kit'],
      'domain is meaning, pure. A schema of a wire belongs in protocol; a socket, a table or a timer in terminal-core or cloud.',
    ),
    onlyRooms(
      'protocol-imports-domain',
      '^(packages/protocol)/',
      ['packages/kit', 'packages/domain'],
      'protocol describes what crosses a process. Who sends it and when belongs in sync (the machine) or in terminal-core and cloud (the wires).',
    ),
    onlyRooms(
      'sync-imports-protocol',
      '^(packages/sync)/',
      ['packages/kit', 'packages/domain', 'packages/protocol'],
      'sync is a pure state machine. The journal, the socket and the timer it drives are handed in by terminal-core or cloud.',
    ),
    onlyRooms(
      'devices-imports-kit',
      '^(packages/devices)/',
      ['packages/kit'],
      'devices speaks bytes and knows no sale. What to print or charge is decided in domain; terminal-core/src/effects turns it into a document for a driver.',
    ),
    onlyRooms(
      'ui-imports-kit',
      '^(packages/ui)/',
      ['packages/kit'],
      'ui is components. A component that knows an order belongs in the renderer of the app that shows it.',
    ),
    onlyRooms(
      'terminal-core-imports-down',
      '^(packages/terminal-core)/',
      ['packages/kit', 'packages/domain', 'packages/protocol', 'packages/sync', 'packages/devices'],
      'terminal-core is the till in plain Node. Windows belong in apps/terminal, components in ui; the cloud is reached over protocol, never imported.',
    ),
    onlyRooms(
      'testkit-imports-domain',
      '^(packages/testkit)/',
      ['packages/kit', 'packages/domain'],
      'testkit has builders and contract suites for everyone. A suite gets the store or service it judges as an argument; a helper for one room stands in that room as _name.ts.',
    ),

    // The cloud.
    onlyRooms(
      'service-kit-imports-protocol',
      '^(cloud/service-kit)/',
      ['packages/kit', 'packages/protocol'],
      'service-kit says how a service is built, not what it means. Meaning belongs in domain, the rest in the service.',
    ),
    onlyRooms(
      'gateway-imports-no-service',
      '^(cloud/gateway)/',
      ['packages/kit', 'packages/domain', 'packages/protocol', 'packages/sync', 'cloud/service-kit'],
      'The gateway knows who you are and where it goes; services are reached over HTTP or handed in by cloud/host. A business rule belongs in the service or in domain.',
    ),
    onlyRooms(
      'replication-imports-no-service',
      '^(cloud/replication)/',
      ['packages/kit', 'packages/domain', 'packages/protocol', 'packages/sync', 'cloud/service-kit'],
      'replication carries entries and rows for all services and knows none. A table belongs to its service; what both need belongs in domain or service-kit.',
    ),
    onlyRooms(
      'service-imports-no-service',
      '^(cloud/services/[^/]+)/',
      ['packages/kit', 'packages/domain', 'packages/protocol', 'packages/sync', 'cloud/service-kit'],
      'A service is an island. What it needs of another comes as events (ingest) or rows; a meaning that two share belongs in domain, a way of building in service-kit.',
    ),
    onlyRooms(
      'host-imports-cloud',
      '^(cloud/host)/',
      ['packages/kit', 'cloud/service-kit', 'cloud/gateway', 'cloud/replication', 'cloud/services'],
      'host starts services and owns no logic. What it would need from domain or protocol belongs in a service, the gateway or replication.',
    ),

    // The apps.
    onlyRooms(
      'terminal-app-imports-packages',
      '^(apps/terminal)/(?!src/renderer/)',
      ['packages/[^/]+'],
      'The Electron shell starts terminal-core and opens windows; it never imports the cloud.',
    ),
    onlyRooms(
      'renderer-imports-ui',
      RENDERER,
      ['packages/ui', 'packages/protocol', 'packages/kit', 'packages/domain'],
      'A renderer paints. What decides, stores or talks to a device belongs in terminal-core and is called over protocol/ipc (a till) or protocol/gateway (the back office).',
      { isApp: true },
    ),
    {
      name: 'renderer-never-reaches-terminal-core',
      comment:
        'A renderer must run in a browser; terminal-core is Node and SQLite. Call it over protocol/ipc. Find the package in between that imports it, and move what the renderer needs into protocol, domain or ui.',
      severity: 'error',
      from: { path: RENDERER },
      to: { path: '^packages/terminal-core/', reachable: true },
    },
    {
      name: 'renderer-sees-no-node',
      comment:
        'A renderer and ui run in a sandboxed page. What needs a node: module belongs in terminal-core or in the shell (apps/terminal/src/main) and is called over protocol/ipc.',
      severity: 'error',
      from: { path: BROWSER, pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'backoffice-speaks-to-the-gateway',
      comment:
        'The back office has no till beside it: it speaks protocol/gateway only. What both screens show alike belongs in domain or ui.',
      severity: 'error',
      from: { path: '^apps/backoffice/' },
      to: { path: '^packages/protocol/src/ipc/' },
    },
    {
      name: 'aria-only-in-ui',
      comment:
        'There is one style of button: only packages/ui builds on react-aria. Use its component, or add the one that is missing there.',
      severity: 'error',
      from: { path: ANY_ROOM, pathNot: '^packages/ui/' },
      to: { path: '^react-aria|node_modules/(?:react-aria|react-stately|@react-aria/|@react-stately/)' },
    },
    {
      name: 'nobody-imports-an-app',
      comment:
        'An app is a leaf. What two need belongs in a package: components in ui, meaning in domain, messages in protocol, the till in terminal-core.',
      severity: 'error',
      from: { path: PACKAGE },
      to: { path: '^apps/', pathNot: '^$1/' },
    },

    // Inside rooms.
    {
      name: 'store-imports-no-store',
      comment:
        'A store folds events into its own file. What two stores need belongs in domain (meaning) or terminal-core/src/stores itself (how a store is built); a screen that needs both asks two queries.',
      severity: 'error',
      from: { path: '^packages/terminal-core/src/stores/([^/]+)/' },
      to: {
        path: '^packages/terminal-core/src/stores/[^/]+/',
        pathNot: '^packages/terminal-core/src/stores/$1/',
      },
    },
    {
      name: 'testkit-for-tests',
      comment:
        'testkit has fake clocks and builders: only tests, their _helpers and apps/dev import it. What the product needs belongs in kit or domain.',
      severity: 'error',
      from: { pathNot: [...TEST, '^packages/testkit/', '^apps/dev/'] },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'tests-are-not-imported',
      comment: 'What ships never imports a test or its _helper. Move what is needed out of the test file.',
      severity: 'error',
      from: { path: ANY_ROOM, pathNot: [...TEST, '^packages/testkit/', '^apps/dev/'] },
      to: { path: TEST, pathNot: '^packages/testkit/' },
    },

    // What comes from outside the house.
    {
      name: 'pure-sees-no-node',
      comment:
        'Pure rooms take time, randomness and ids as arguments and do no I/O. Code that needs a node: module belongs in terminal-core, devices/src/transports, cloud or apps.',
      severity: 'error',
      from: { path: PURE, pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-imports-few-packages',
      comment:
        'Pure rooms import @noble/hashes (kit), zod (domain, protocol) and the receipt encoder (device codecs) from npm, nothing else. Code that needs more belongs at the rim.',
      severity: 'error',
      from: { path: PURE, pathNot: TEST },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(?:@noble/hashes|zod|@point-of-sale/receipt-printer-encoder)/',
      },
    },
    {
      name: 'electron-only-in-the-shell',
      comment:
        'Only apps/terminal/src/main and src/preload know Electron. terminal-core gets what it needs (keys, paths, ports) as arguments, so that it runs in plain Node.',
      severity: 'error',
      from: { path: ANY_ROOM, pathNot: '^apps/terminal/src/(?:main|preload)/' },
      to: { path: '^electron$|^electron/|node_modules/electron/' },
    },

    // How to import at all.
    {
      name: 'through-the-front-door',
      comment:
        'Another package is imported by its name and through the exports of its package.json, never by a path into its folders. Export what you need from its index, or ask whether it belongs on your side.',
      severity: 'error',
      from: { path: PACKAGE },
      to: { path: ANY_ROOM, pathNot: '^$1/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'not-to-unresolvable',
      comment:
        'Nothing is found under this name. Add the dependency to the package.json of this package, or the entry to the exports of the other.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-circular',
      comment:
        'Two files that import each other are one idea or three. Move what both need into a third, or join them; types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)(?:dist|coverage)/|^apps/dev/fixtures/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
