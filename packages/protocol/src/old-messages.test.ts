import { readEvent } from '@beaveros/domain/journal';
import { describe, expect, it } from 'vitest';
import { readFixture } from './_pins.ts';
import {
  readCertificate,
  readEntry,
  readExchangeMessage,
  readHandshakeMessage,
  writeCertificate,
  writeEntry,
  zCertificate,
} from './exchange/index.ts';
import * as gateway from './gateway/index.ts';
import { IPC_CALLS, type IpcCallName, zIpcRequest } from './ipc/index.ts';
import { SHAPES, shapeByName } from './shapes/index.ts';

// Messages as each version wrote them. They stay here for ever; a reader that no longer takes one breaks a till in the
// field.

describe('exchange', () => {
  const { messages, handshake, certificate, entry } = readFixture('exchange/v1.json') as {
    messages: unknown[];
    handshake: string[];
    certificate: unknown;
    entry: string;
  };

  it.each(messages)('reads message %#', (message) => {
    expect(readExchangeMessage(JSON.stringify(message))).toEqual(message);
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
  const { request, calls } = readFixture('ipc/v1.json') as {
    request: unknown;
    calls: Record<string, { input: unknown; output: unknown }>;
  };

  it('reads a request', () => {
    expect(zIpcRequest.parse(request)).toEqual(request);
  });

  it.each(Object.keys(IPC_CALLS))('reads the input and output of %s', (name) => {
    const call = IPC_CALLS[name as IpcCallName];
    expect(calls[name], `fixtures/ipc/v1.json has no ${name}`).toBeDefined();
    expect(call.input.parse(calls[name]!.input)).toEqual(calls[name]!.input);
    expect(call.output.parse(calls[name]!.output)).toEqual(calls[name]!.output);
  });
});

describe('shapes', () => {
  const rows = readFixture('shapes/rows.json') as Record<string, unknown>;

  it.each(SHAPES.map(({ name }) => name))('reads a row of %s', (name) => {
    expect(rows[name], `fixtures/shapes/rows.json has no ${name}`).toBeDefined();
    expect(shapeByName(name)?.row.parse(rows[name])).toEqual(rows[name]);
  });

  it.each(SHAPES)('$name has a field for every column, and its key and filter among them', (shape) => {
    const columns = shape.columns.map(({ column }) => column);
    expect(columns).toEqual(expect.arrayContaining([...shape.key, ...Object.keys(shape.filter)]));
    expect(shape.columns.map(({ field }) => field).toSorted()).toEqual(
      Object.keys(rows[shape.name] as object).toSorted(),
    );
    // A till sees its tenant's rows only, by the token and not by what it asks for.
    expect(shape.filter['tenant_id']).toBe('tenant');
  });

  it('has one shape of a name', () => {
    expect(new Set(SHAPES.map(({ name }) => name)).size).toBe(SHAPES.length);
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
});
