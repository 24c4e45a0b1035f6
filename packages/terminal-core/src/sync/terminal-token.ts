import { type Clock, Fault, utf8ToBytes } from '@beaveros/kit';
import type { Certificate } from '@beaveros/protocol/exchange';
import * as z from 'zod';
import type { Signer } from '../journal/index.ts';

/** A new token is asked for this long before the old one ends, so that no request meets an expired one. */
const RENEW_BEFORE_MS = 60_000;
const ANSWER_TIMEOUT_MS = 10_000;

const zToken = z.object({ accessToken: z.string().min(1), expiresAt: z.number() });

export interface TerminalTokenOptions {
  readonly gatewayUrl: string;
  readonly terminal: string;
  readonly certificate: Certificate;
  readonly signer: Signer;
  readonly clock: Clock;
}

/** The bytes a terminal signs to ask for a token. */
function tokenRequestToSign(terminal: string, issuedAt: number): Uint8Array {
  return utf8ToBytes(`beaveros-token/1\n${terminal}\n${issuedAt}`);
}

/** Gives a valid access token, asking for a new one only when needed; callers at the same time share one request. */
export function terminalTokens(options: TerminalTokenOptions): () => Promise<string> {
  let known: { readonly accessToken: string; readonly expiresAt: number } | null = null;
  let asking: Promise<string> | null = null;
  return () => {
    if (known !== null && known.expiresAt - RENEW_BEFORE_MS > options.clock.now()) {
      return Promise.resolve(known.accessToken);
    }
    asking ??= ask(options)
      .then((token) => {
        known = token;
        return token.accessToken;
      })
      .finally(() => {
        asking = null;
      });
    return asking;
  };
}

async function ask({ gatewayUrl, terminal, certificate, signer, clock }: TerminalTokenOptions) {
  const issuedAt = clock.now();
  const signature = Buffer.from(signer.sign(tokenRequestToSign(terminal, issuedAt))).toString('base64');
  const response = await fetch(new URL('/v1/terminal-tokens', gatewayUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ certificate, issuedAt, signature }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new Fault('token/unreachable', 'the cloud is not reachable', { retryable: true, cause });
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const code = (body as { readonly error?: { readonly code?: string } } | null)?.error?.code ?? 'unknown';
    throw new Fault('token/refused', `no token: ${code}`, {
      retryable: response.status >= 500,
      details: { code },
    });
  }
  const token = zToken.safeParse(body);
  if (token.success) return token.data;
  const field = token.error.issues[0]?.path.join('.') ?? '';
  throw new Fault('token/bad-answer', 'the cloud answered with nonsense instead of a token', { field });
}
