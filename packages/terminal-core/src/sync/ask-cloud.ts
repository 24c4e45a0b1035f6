import type { Id } from '@beaveros/kit';
import { type Ask, ASK_TIMEOUT_MS, zAskAnswer } from '@beaveros/protocol/exchange';
import type { AskOutcome } from '@beaveros/sync/exchange';

/** Which service decides: it owns the fold. */
const PATHS: Readonly<Record<Ask['kind'], string>> = {
  refund: '/v1/refund-grants',
  spend: '/v1/spend-grants',
};

/**
 * Asks the cloud for a command, within ASK_TIMEOUT_MS, the token included. Asked again under the same id it answers the
 * same. Never rejects: a cloud that is away, refuses the till or answers nonsense is no answer.
 */
export async function askCloud(
  {
    gatewayUrl,
    token,
    timeoutMs = ASK_TIMEOUT_MS,
  }: {
    readonly gatewayUrl: string;
    readonly token: () => Promise<string>;
    readonly timeoutMs?: number;
  },
  id: Id<'Command'>,
  ask: Ask,
): Promise<AskOutcome> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const authorization = `Bearer ${await inTime(token(), signal)}`;
    const { kind, ...body } = ask;
    const response = await fetch(new URL(PATHS[kind], gatewayUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ id, ...body }),
      signal,
    });
    const parsed = zAskAnswer.safeParse(await response.json());
    if (!response.ok || !parsed.success || parsed.data.kind === 'unable') {
      return { kind: 'no-answer', why: 'unable' };
    }
    return parsed.data;
  } catch {
    // A line that is cut, a token that is refused, a body that is no JSON: all the same to the guest who waits.
    return { kind: 'no-answer', why: signal.aborted ? 'timed-out' : 'not-reached' };
  }
}

/** What is given up when the signal says so; it goes on for whoever else waits for it. */
function inTime<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}
