import { describe, expect, it } from 'vitest';
import { pin, readPins } from './_pins.ts';
import * as exchange from './exchange/index.ts';
import * as gateway from './gateway/index.ts';
import { GATEWAY_VERSION } from './gateway/version.ts';
import { IPC_CALLS, IPC_VERSION, zIpcRequest } from './ipc/index.ts';
import { SERVED_SHAPES } from './shapes/index.ts';

// What crosses a process or a wire is pinned in `pins/<protocol>.json`. `UPDATE_PINS=1 vitest run protocol-version` prints
// what the pins would be today, for a person to copy; nothing writes them.

interface Protocol {
  readonly name: string;
  readonly version: number;
  readonly schemas: Readonly<Record<string, string>>;
  /** What to do when something that was pinned has moved. */
  readonly advice: string;
}

const raise = (constant: string) =>
  `raise ${constant}, add a line of history, keep reading the old message (a fixture proves it), and pin anew`;

const protocols: readonly Protocol[] = [
  {
    name: 'exchange',
    version: exchange.EXCHANGE_VERSION,
    schemas: pins({
      hello: exchange.zHelloV1,
      entries: exchange.zEntriesV1,
      heads: exchange.zHeadsV1,
      'hello-2': exchange.zHello,
      'entries-2': exchange.zEntries,
      'heads-2': exchange.zHeads,
      'snapshot-part': exchange.zSnapshotPart,
      ask: exchange.zAskMessage,
      answered: exchange.zAnsweredMessage,
      snapshot: exchange.zSnapshot,
      certificate: exchange.zCertificate,
      'certificate-body': exchange.zCertificateBody,
      'peer-hello': exchange.zPeerHello,
      'peer-proof': exchange.zPeerProof,
    }),
    advice: raise('EXCHANGE_VERSION'),
  },
  {
    name: 'ipc',
    version: IPC_VERSION,
    schemas: pins({ request: zIpcRequest, ...IPC_CALLS }),
    advice: raise('IPC_VERSION'),
  },
  {
    name: 'shapes',
    version: 1,
    schemas: pins(Object.fromEntries(SERVED_SHAPES.map((shape) => [shape.name, shape]))),
    advice: 'a shape never changes under its name: serve a new one (`...v2`) beside it, and pin that',
  },
  {
    name: 'gateway',
    version: GATEWAY_VERSION,
    schemas: pins(Object.fromEntries(routesOf(gateway).map((route) => [route.name, withoutWords(route)]))),
    advice: raise('GATEWAY_VERSION'),
  },
];

describe.each(protocols)('$name', ({ name, version, schemas, advice }) => {
  const pinned = readPins(name);
  if (process.env['UPDATE_PINS'] === '1')
    process.stdout.write(`pins/${name}.json:\n${JSON.stringify({ ...pinned, version, schemas }, null, 2)}\n`);

  it('has a line of history for each version', () => {
    expect(pinned.version, `${name}: version and pins differ; ${advice}`).toBe(version);
    expect(pinned.history.map((line) => line.version)).toEqual(
      Array.from({ length: version }, (_, at) => at + 1),
    );
    for (const line of pinned.history)
      expect(line).toMatchObject({
        date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        what: expect.stringMatching(/\w/),
      });
  });

  it('keeps what it says', () => {
    for (const [key, hash] of Object.entries(pinned.schemas)) {
      expect(schemas[key], `${name}: ${key} is gone; ${advice}`).toBeDefined();
      expect(schemas[key], `${name}: ${key} has moved; ${advice}`).toBe(hash);
    }
  });

  it('pins everything it says', () => {
    const fresh = Object.fromEntries(Object.entries(schemas).filter(([key]) => !(key in pinned.schemas)));
    expect(fresh, `what is new in ${name}: add it to pins/${name}.json by hand, and a fixture`).toEqual({});
  });
});

it('no two routes have one name', () => {
  const names = routesOf(gateway).map(({ name }) => name);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  expect(names.length).toBeGreaterThan(0);
});

function pins(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, pin(value)]));
}

/** Every route in whatever lists and tables the gateway exports. */
function routesOf(exported: Readonly<Record<string, unknown>>): readonly gateway.Route[] {
  const isTable = (value: unknown): value is object => typeof value === 'object' && value !== null;
  return Object.values(exported)
    .filter(isTable)
    .flatMap((table) => Object.values(table))
    .filter(isRoute);
}

function isRoute(value: unknown): value is gateway.Route {
  return (
    typeof value === 'object' && value !== null && 'name' in value && 'path' in value && 'response' in value
  );
}

/** A better description moves nothing. */
function withoutWords(route: gateway.Route): unknown {
  return { ...route, description: undefined };
}
