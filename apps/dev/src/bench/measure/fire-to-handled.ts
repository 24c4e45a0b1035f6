import { join } from 'node:path';
import { type Id, ONE } from '@beaveros/kit';
import type { CDPSession, Page } from '@playwright/test';
import { openPage, workedUntilIdleMs } from '../browser-page.ts';
import { CoreProcess } from '../core-process.ts';
import { percentile, rounded } from '../figures.ts';
import { RESTAURANT } from '../../seed/restaurant.ts';
import type { Measure } from '../row.ts';
import type { TillClient } from '../../house/till-client.ts';
import { copyTill } from '../stage.ts';

const FIRES = 500;
const WARM_UP = 20;
const BUDGET_MS = 25;
const SYNC_MS = 60_000;
/** One that has not come by then is lost. */
const LOST_MS = 10_000;
/** Questions to the page's clock; the shortest way there and back tells most. */
const CLOCK_ROUNDS = 200;
/** A dish of the kitchen without options. */
const DISH = 'Gazpacho';

/**
 * From sending `fireOrder` to one till until the ticket stands in the document of a kitchen's page that hangs on another:
 * the journal, the line between the tills, the other's journal and fold, its push, the page's question and its rendering.
 */
export const fireToHandled: Measure = async (stage) => {
  const [first, second] = stage.twoTills!;
  const start = (name: string, dataDir: string, peers: readonly string[]) =>
    CoreProcess.start({
      bundle: stage.bundles['core']!,
      dataDir: copyTill(dataDir, join(stage.work, `fire-${name}`)),
      logFile: join(stage.work, 'logs', `fire-${name}.log`),
      screensDir: stage.screens!,
      peers,
    });
  await using near = await start('T1', first, []);
  await using far = await start('T2', second, [near.peerUrl]);
  for (const { screen } of [near, far]) await screen.untilReady(SYNC_MS);
  await near.screen.until('status', {}, ({ peers }) => peers.some(({ isConnected }) => isConnected));
  const { firstName, lastName, pin } = RESTAURANT.people[0]!;
  for (const { screen } of [near, far]) await screen.signIn(`${firstName} ${lastName}`, pin);
  await near.screen.call('openShift', { shift: near.screen.newId<'Shift'>(), float: 0 as never });
  const { items } = await near.screen.call('search', { text: DISH, limit: 1 });

  await using kitchen = await openPage(stage.chromium!, await far.screenUrl('kitchen'));
  const shown = await watchTickets(kitchen.page, kitchen.cdp);
  const clock = await clockOf(kitchen.page);
  const tookMs: number[] = [];
  const answeredMs: number[] = [];
  for (let at = 0; at < WARM_UP + FIRES; at += 1) {
    const firing = await orderOf(near.screen, items[0]!.id);
    // A waiter's commands are seconds apart: what came before has gone through both tills and the page.
    await near.screen.call('orders', { status: 'open', limit: 1, offset: 0 });
    await far.screen.until('order', { order: firing.order }, ({ order }) => order?.lines.length === 1);
    await workedUntilIdleMs(kitchen.cdp);
    const came = shown();
    const startedAt = performance.now();
    const answered = near.screen.call('fireOrder', firing).then(() => performance.now() - startedAt);
    const [{ ticket, atMs }, answerMs] = await Promise.all([came, answered]);
    if (at >= WARM_UP) {
      tookMs.push(clock.toOurs(atMs) - startedAt);
      answeredMs.push(answerMs);
    }
    await clear(far.screen, ticket);
  }
  const value = percentile(tookMs, 0.95);
  const why =
    `${FIRES} fires one after the other, p50 ${rounded(percentile(tookMs, 0.5))} ms, p99 ${rounded(percentile(tookMs, 0.99))} ms; ` +
    `T1 had answered at ${rounded(percentile(answeredMs, 0.5))} ms (p50); the page's clock is known to ${rounded(clock.withinMs)} ms`;
  return { value: rounded(value), baseline: null, ratio: null, ok: value < BUDGET_MS, why };
};

/** An order with one dish on it, ready to be fired. */
async function orderOf(screen: TillClient, item: Id<'Item'>) {
  const order = screen.newId<'Order'>();
  const line = screen.newId<'Line'>();
  await screen.call('openOrder', { order, kind: 'counter', table: null, guests: null });
  const dish = { line, item, quantityMicro: ONE, options: [], note: null, override: null };
  await screen.call('addLines', { order, lines: [dish] });
  return { order, firing: screen.newId<'Firing'>(), lines: null };
}

/** Bumps it to its last stage, so that the board stays as empty as between two orders. */
async function clear(screen: TillClient, ticket: string): Promise<void> {
  const { tickets } = await screen.call('tickets', { station: null, includeDone: false });
  const found = tickets.find((each) => each.ticket === ticket);
  const last = found?.stages.find(({ isFinal }) => isFinal);
  if (found === undefined || last === undefined) throw new Error(`the far till shows no ticket ${ticket}`);
  const { order, firing, lines } = found;
  await screen.call('bump', { order, lines: lines.map(({ line }) => ({ line, firing })), stage: last.stage });
}

interface Seen {
  readonly ticket: string;
  /** By the page's clock. */
  readonly atMs: number;
}

/** Each call gives a promise of the next ticket that comes into the page's document. */
async function watchTickets(page: Page, cdp: CDPSession): Promise<() => Promise<Seen>> {
  let tell: (seen: Seen) => void = () => {};
  cdp.on('Runtime.bindingCalled', ({ payload }) => tell(JSON.parse(payload) as Seen));
  await cdp.send('Runtime.enable');
  await cdp.send('Runtime.addBinding', { name: 'beaverSeen' });
  await page.evaluate(() => {
    const seen = new Set<string>();
    const look = (): void => {
      const atMs = performance.now();
      for (const element of document.querySelectorAll('[data-testid="ticket"]')) {
        const ticket = element.getAttribute('data-ticket') ?? '';
        if (seen.has(ticket)) continue;
        seen.add(ticket);
        (globalThis as unknown as { beaverSeen(payload: string): void }).beaverSeen(
          JSON.stringify({ ticket, atMs }),
        );
      }
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
  });
  return () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ticket within ${LOST_MS} ms`)), LOST_MS);
      tell = (seen) => {
        clearTimeout(timer);
        resolve(seen);
      };
    });
}

/** The page's clock by ours: asked often, and believed when the answer came fastest. Both are the machine's steady clock. */
async function clockOf(page: Page): Promise<{ toOurs(theirs: number): number; readonly withinMs: number }> {
  let best = { withinMs: Number.POSITIVE_INFINITY, offset: 0 };
  for (let round = 0; round < CLOCK_ROUNDS; round += 1) {
    const asked = performance.now();
    const theirs = await page.evaluate(() => performance.now());
    const answered = performance.now();
    const withinMs = (answered - asked) / 2;
    if (withinMs < best.withinMs) best = { withinMs, offset: (asked + answered) / 2 - theirs };
  }
  return { toOurs: (theirs) => theirs + best.offset, withinMs: best.withinMs };
}
