import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '@beaveros/kit';
import type { Ask } from '@beaveros/protocol/exchange';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf } from '../_till-fixture.ts';
import { askCloud } from './ask-cloud.ts';

const ID = idOf<'Command'>('command');
const ASK: Ask = { kind: 'spend', account: idOf('card'), amount: 500 as never };
const GRANTED = { kind: 'granted', grant: idOf('grant'), body: { amount: 500 } };

let server: Server;
let gatewayUrl: string;
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
beforeEach(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gatewayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const token = () => Promise.resolve('t0ken');
const says = (value: unknown, status = 200) => {
  answer = (_request, response) => response.writeHead(status).end(JSON.stringify(value));
};

describe('an ask of the cloud', () => {
  it('goes to the service that decides, as this terminal, under the command’s id', async () => {
    const heard: unknown[] = [];
    answer = ({ url, method, headers }, response, body) => {
      heard.push([method, url, headers.authorization, JSON.parse(body)]);
      response.end(JSON.stringify(GRANTED));
    };
    expect(await askCloud({ gatewayUrl, token }, ID, ASK)).toEqual(GRANTED);
    expect(heard).toEqual([
      ['POST', '/v1/spend-grants', 'Bearer t0ken', { id: ID, account: idOf('card'), amount: 500 }],
    ]);
  });

  it('is told a refusal, and no answer of one who cannot say', async () => {
    const refused = { kind: 'refused', code: 'payment/account-too-low', facts: { available: 3 } };
    says(refused);
    expect(await askCloud({ gatewayUrl, token }, ID, ASK)).toEqual(refused);
    const none = { kind: 'no-answer', why: 'unable' };
    for (const [value, status] of [
      [{ kind: 'unable', code: 'journal/parked-facts' }, 200],
      [GRANTED, 503],
      [{ error: { code: 'terminal/revoked' } }, 403],
      [{ kind: 'granted' }, 200],
      ['nonsense', 200],
    ] as const) {
      says(value, status);
      expect(await askCloud({ gatewayUrl, token }, ID, ASK)).toEqual(none);
    }
  });

  it('has no answer from a cloud that is away, talks no JSON, or refuses the token', async () => {
    const none = { kind: 'no-answer', why: 'not-reached' };
    answer = (_request, response) => response.end('<html>');
    expect(await askCloud({ gatewayUrl, token }, ID, ASK)).toEqual(none);
    answer = (request) => request.socket.destroy();
    expect(await askCloud({ gatewayUrl, token }, ID, ASK)).toEqual(none);
    const refusing = () => Promise.reject(new Fault('token/refused', 'revoked'));
    expect(await askCloud({ gatewayUrl, token: refusing }, ID, ASK)).toEqual(none);
  });

  it('waits no longer than its time-out, for the token too', async () => {
    const late = { kind: 'no-answer', why: 'timed-out' };
    answer = () => {};
    expect(await askCloud({ gatewayUrl, token, timeoutMs: 20 }, ID, ASK)).toEqual(late);
    const never = () => new Promise<string>(() => {});
    expect(await askCloud({ gatewayUrl, token: never, timeoutMs: 20 }, ID, ASK)).toEqual(late);
  });
});
