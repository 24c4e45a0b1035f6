import { readEvent } from '@beaveros/domain/journal';
import { describe, expect, it } from 'vitest';
import { readFixture } from './_pins.ts';
import {
  readCertificate,
  readEntry,
  readExchangeMessage,
  readHandshakeMessage,
  readSnapshot,
  writeCertificate,
  writeEntry,
  zCertificate,
} from './exchange/index.ts';
import * as gateway from './gateway/index.ts';
import { IPC_CALLS, IPC_VERSION, type IpcCallName, zIpcRequest } from './ipc/index.ts';
import { SERVED_SHAPES, shapeByName } from './shapes/index.ts';

// Messages as each version wrote them. They stay here for ever; a reader that no longer takes one breaks a till in the
// field.

describe('exchange', () => {
  const { messages, handshake, certificate, entry } = readFixture('exchange/v1.json') as {
    messages: unknown[];
    handshake: string[];
    certificate: unknown;
    entry: string;
  };

  it.each(messages)('reads message %# of version 1', (message) => {
    expect(readExchangeMessage(JSON.stringify(message))).toEqual(message);
  });

  const v2 = readFixture('exchange/v2.json') as { messages: unknown[]; snapshot: string };

  it.each(v2.messages)('reads message %# of version 2', (message) => {
    expect(readExchangeMessage(JSON.stringify(message))).toEqual(message);
  });

  it('reads a snapshot', () => {
    expect(JSON.stringify(readSnapshot(v2.snapshot))).toBe(v2.snapshot);
  });

  it.each(handshake)('reads frame %# of the handshake between tills', (frame) => {
    expect(JSON.stringify(readHandshakeMessage(frame))).toBe(frame);
  });

  it('reads a certificate, and writes the same text', () => {
    const parsed = zCertificate.parse(certificate);
    expect(writeCertificate(readCertificate(parsed))).toBe(parsed.text);
  });

  it('reads an entry, and writes the same text', () => {
    const read = readEntry(entry);
    expect(writeEntry(read)).toBe(entry);
    expect(read.events.map((event) => readEvent(event).kind)).toEqual(['read', 'parked']);
  });
});

describe('ipc', () => {
  interface Fixture {
    readonly request: unknown;
    readonly calls: Readonly<Record<string, { readonly input: object; readonly output: object }>>;
  }
  /** A version's file holds what that version wrote anew. */
  const versions = Array.from({ length: IPC_VERSION }, (_, at) => `ipc/v${at + 1}.json`);
  const fixtures = versions.map((file) => ({ file, ...(readFixture(file) as Fixture) }));

  it.each(fixtures)('reads a request of $file', ({ request }) => {
    expect(zIpcRequest.parse(request)).toEqual(request);
  });

  it.each(fixtures.flatMap(({ file, calls }) => Object.keys(calls).map((name) => ({ file, name, calls }))))(
    'reads the input and output of $name of $file',
    ({ name, calls }) => {
      const call = IPC_CALLS[name as IpcCallName];
      const { input, output } = calls[name]!;
      expect(call.input.parse(input)).toEqual(input);
      // What a later version added has a value of its own for the old message.
      expect(call.output.parse(output)).toMatchObject(output);
    },
  );

  it('has a message of every call', () => {
    const written = new Set(fixtures.flatMap(({ calls }) => Object.keys(calls)));
    expect(written).toEqual(new Set(Object.keys(IPC_CALLS)));
  });

  it('knows no locale of a core of version 1', () => {
    expect(IPC_CALLS.status.output.parse(fixtures[0]!.calls['status']!.output).locale).toBeNull();
  });
});

describe('shapes', () => {
  const rows = readFixture('shapes/rows.json') as Record<string, unknown>;

  it.each(SERVED_SHAPES.map(({ name }) => name))('reads a row of %s', (name) => {
    expect(rows[name], `fixtures/shapes/rows.json has no ${name}`).toBeDefined();
    expect(shapeByName(name)?.row.parse(rows[name])).toEqual(rows[name]);
  });

  it.each(SERVED_SHAPES)('$name has a field for every column, and its key and filter among them', (shape) => {
    const columns = shape.columns.map(({ column }) => column);
    expect(columns).toEqual(expect.arrayContaining([...shape.key, ...Object.keys(shape.filter)]));
    expect(shape.columns.map(({ field }) => field).toSorted()).toEqual(
      Object.keys(rows[shape.name] as object).toSorted(),
    );
    // A till sees its tenant's rows only, by the token and not by what it asks for.
    expect(shape.filter['tenant_id']).toBe('tenant');
  });

  it('has one shape of a name', () => {
    expect(new Set(SERVED_SHAPES.map(({ name }) => name)).size).toBe(SERVED_SHAPES.length);
    expect(shapeByName('order.orders.v1')).toBeUndefined();
  });
});

describe('gateway', () => {
  const { query, body, response } = readFixture('gateway/v1.json') as Record<
    'query' | 'body' | 'response',
    unknown
  >;

  it('reads a page of payment methods, what asked for it, and a new one', () => {
    const route = (name: string): gateway.Route => gateway.paymentRoutes.find((each) => each.name === name)!;
    expect(route('listPaymentMethods').query?.parse(query)).toEqual({ limit: 20, cursor: 'YWJj' });
    expect(route('listPaymentMethods').response.parse(response)).toEqual(response);
    expect(route('createPaymentMethod').body?.parse(body)).toEqual(body);
  });

  it('reads what a live stream says, a picture, and an item whose image is older than pictures', () => {
    const v2 = readFixture('gateway/v2.json') as {
      readonly changed: readonly unknown[];
      readonly picture: { readonly body: unknown; readonly response: unknown };
      readonly items: readonly unknown[];
    };
    const route = (name: string): gateway.Route =>
      [...gateway.reportRoutes, ...gateway.orderRoutes, ...gateway.productCatalogRoutes].find(
        (each) => each.name === name,
      )!;
    for (const name of ['watchSales', 'watchOrders', 'watchItems'])
      for (const changed of v2.changed) expect(route(name).response.parse(changed)).toEqual(changed);
    expect(route('createPicture').body?.parse(v2.picture.body)).toEqual(v2.picture.body);
    expect(route('createPicture').response.parse(v2.picture.response)).toEqual(v2.picture.response);
    for (const item of v2.items) expect(route('readItem').response.parse(item)).toEqual(item);
  });

  it('reads what supervision says, a revocation without a reason, and an enrolment that names no series', () => {
    const v3 = readFixture('gateway/v3.json') as Record<
      'release' | 'upload' | 'erasure',
      { readonly body: unknown; readonly response: unknown }
    > & {
      readonly revocations: readonly unknown[];
      readonly enrolled: { readonly v2: object };
      readonly forks: unknown;
      readonly suspense: unknown;
    };
    const route = (name: string): gateway.Route =>
      gateway.replicationRoutes.find((each) => each.name === name)!;
    expect(v3.revocations.map((body) => route('revokeTerminal').body?.parse(body))).toEqual([
      { reason: 'dead' },
      { reason: 'dead' },
      { reason: 'stolen' },
    ]);
    expect(route('enrolTerminal').response.parse(v3.enrolled.v2)).toEqual({
      ...v3.enrolled.v2,
      seriesUsed: 0,
    });
    for (const [name, { body, response }] of [
      ['releaseSuspense', v3.release],
      ['uploadDisk', v3.upload],
      ['eraseSides', v3.erasure],
    ] as const) {
      expect(route(name).body?.parse(body)).toEqual(body);
      expect(route(name).response.parse(response)).toEqual(response);
    }
    expect(route('listForks').response.parse(v3.forks)).toEqual(v3.forks);
    expect(route('listSuspense').response.parse(v3.suspense)).toEqual(v3.suspense);
  });

  it('reads a price rule of each kind, as it is written and as it is answered, and the policies of a store', () => {
    const v4 = readFixture('gateway/v4.json') as {
      readonly priceRules: readonly object[];
      readonly policies: { readonly body: unknown; readonly response: unknown };
    };
    const route = (name: string): gateway.Route =>
      [...gateway.productCatalogRoutes, ...gateway.serviceEntityRoutes].find((each) => each.name === name)!;
    for (const rule of v4.priceRules) {
      for (const name of ['createPriceRule', 'changePriceRule'])
        expect(route(name).body?.parse(rule)).toEqual(rule);
      const answered = { ...rule, version: 1 };
      expect(route('readPriceRule').response.parse(answered)).toEqual(answered);
    }
    expect(route('changeStorePolicies').body?.parse(v4.policies.body)).toEqual(v4.policies.body);
    expect(route('readStorePolicies').response.parse(v4.policies.response)).toEqual(v4.policies.response);
  });

  it('reads accounts with what moved them, a correction, a release, and what coupons and refunds have learnt', () => {
    const v5 = readFixture('gateway/v5.json') as Record<
      'account' | 'movements' | 'coupon' | 'policies',
      object
    > &
      Record<'adjustment' | 'release', { readonly body: object; readonly response: object }>;
    const route = (name: string): gateway.Route =>
      [...gateway.paymentRoutes, ...gateway.productCatalogRoutes, ...gateway.serviceEntityRoutes].find(
        (each) => each.name === name,
      )!;
    expect(route('readAccount').response.parse(v5.account)).toEqual(v5.account);
    expect(route('listAccountMovements').response.parse(v5.movements)).toEqual(v5.movements);
    for (const [name, { body, response }] of [
      ['adjustAccount', v5.adjustment],
      ['releaseAccountGrant', v5.release],
    ] as const) {
      expect(route(name).body?.parse(body)).toEqual(body);
      expect(route(name).response.parse(response)).toEqual(response);
    }
    expect(route('createPriceRule').body?.parse(v5.coupon)).toEqual(v5.coupon);
    expect(route('changeStorePolicies').body?.parse(v5.policies)).toEqual(v5.policies);
  });
});
