import type { Clock } from '@beaveros/kit';
import type { Rows } from '../../stores/rows.ts';
import { PullShape } from './pull-shape.ts';

export interface PullOptions {
  readonly rows: Rows;
  readonly gatewayUrl: string;
  readonly token: () => Promise<string>;
  readonly tenant: string;
  readonly clock: Clock;
  readonly log: { warn(facts: object, sentence: string): void };
}

export interface Pull extends AsyncDisposable {}

/** A shape waits for those of its service that come first; not longer than this, as they may have nothing to do with it. */
const FIRST_SYNC_WAIT_MS = 5_000;

/** Brings every shape down and keeps it current until disposed. Never throws; what is wrong stands in `rows.status()`. */
export function startPull({ rows, gatewayUrl, token, tenant, clock, log }: PullOptions): Pull {
  const stopping = new AbortController();
  const services = rows.shapes.map((shapes) =>
    shapes.map(
      (each) =>
        new PullShape({
          rows: each,
          url: new URL(`/v1/t/${tenant}/shapes/${each.shape.name}`, gatewayUrl).href,
          token,
          clock,
          jitter: Math.random,
          onFault: (fault) => log.warn({ err: fault, shape: each.shape.name }, 'rows do not come down'),
        }),
    ),
  );
  for (const service of services) void startInOrder(service, stopping.signal);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.all([...services.flat().map((each) => each[Symbol.asyncDispose]()), rows.settled()]);
    },
  };
}

/** Taxes come before the items that name them, so that a first sync holds back no item. */
async function startInOrder(shapes: readonly PullShape[], signal: AbortSignal): Promise<void> {
  for (const shape of shapes) {
    if (signal.aborted) return;
    shape.start();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, FIRST_SYNC_WAIT_MS);
    await Promise.race([shape.firstResult, late]);
    clearTimeout(timer);
  }
}
