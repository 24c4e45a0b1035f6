import { join } from 'node:path';
import { assert } from '@beaveros/kit';
import type { Page } from '@playwright/test';
import { openPage, workedUntilIdleMs } from '../browser-page.ts';
import { MANAGER, MANAGER_NAME } from '../catalogue.ts';
import { CoreProcess } from '../core-process.ts';
import { percentile, rounded } from '../figures.ts';
import type { Measure } from '../row.ts';
import { copyTill } from '../stage.ts';

const TAPS = 300;
const WARM_UP = 20;
/** A sale is about that long; after it the next begins. */
const TAPS_PER_ORDER = 20;
const BUDGET_MS = 16.7;
/** One item of the grid. */
const TILE = '[data-testid="item-grid"] button';

/**
 * Main-thread time of the till's screen per tap on an item, from the finger down until the thread is idle again: the guess
 * is painted, the core's answer has come and replaced it. Wall time from the finger down to the frame after the line's
 * change is measured in the page beside it; it is reported, not judged.
 */
export const tapToPaintedLine: Measure = async (stage) => {
  await using core = await CoreProcess.start({
    bundle: stage.bundles['core']!,
    dataDir: copyTill(stage.till!, join(stage.work, 'tap')),
    logFile: join(stage.work, 'logs', 'tap.log'),
    screensDir: stage.screens!,
  });
  await core.openCounter();
  await using screen = await openPage(stage.chromium!, await core.screenUrl('till'));
  const { page, cdp } = screen;
  await signIn(page);
  await watchLines(page);
  const busyMs: number[] = [];
  for (let at = 0; at < WARM_UP + TAPS; at += 1) {
    const tiles = page.locator(TILE);
    const { x, y } = await middleOf(page, tiles, at);
    const before = await workedUntilIdleMs(cdp);
    await cdp.send('Input.dispatchMouseEvent', { type: 'mousePressed', x, y, button: 'left', clickCount: 1 });
    await cdp.send('Input.dispatchMouseEvent', {
      type: 'mouseReleased',
      x,
      y,
      button: 'left',
      clickCount: 1,
    });
    const after = await workedUntilIdleMs(cdp);
    if (at >= WARM_UP) busyMs.push(after - before);
    if ((at + 1) % TAPS_PER_ORDER === 0) await finishSale(page);
  }
  const wallMs = (await paintedMs(page)).slice(-TAPS);
  assert(wallMs.length === TAPS, `${wallMs.length} taps of ${TAPS} changed the order`);
  const value = percentile(busyMs, 0.99);
  const why =
    `main-thread time p50 ${rounded(percentile(busyMs, 0.5))} ms, max ${rounded(Math.max(...busyMs))} ms; ` +
    `wall from finger down to the frame after the line changed p50 ${rounded(percentile(wallMs, 0.5))} ms, ` +
    `p99 ${rounded(percentile(wallMs, 0.99))} ms; orders of ${TAPS_PER_ORDER} taps, software rendering`;
  return { value: rounded(value), baseline: null, ratio: null, ok: value <= BUDGET_MS, why };
};

async function signIn(page: Page): Promise<void> {
  const tile = page.getByTestId(`user-tile-${MANAGER_NAME}`);
  await page.getByTestId('pin-pad').or(tile).first().waitFor();
  // With one person on the staff the pad stands open.
  if (!(await page.getByTestId('pin-pad').isVisible())) await tile.click();
  for (const digit of MANAGER.pin) await page.getByTestId(`key-${digit}`).click();
  await page.getByTestId('key-submit').click();
  await page.locator(TILE).first().waitFor();
}

/** The middle of the nth tile that stands whole on the screen, around and around. */
async function middleOf(
  page: Page,
  tiles: ReturnType<Page['locator']>,
  nth: number,
): Promise<{ readonly x: number; readonly y: number }> {
  const height = page.viewportSize()!.height;
  const boxes = await tiles.evaluateAll((all) =>
    all
      .map((tile) => tile.getBoundingClientRect())
      .map(({ x, y, width, height }) => ({ x, y, width, height })),
  );
  const whole = boxes.filter((box) => box.y > 0 && box.y + box.height <= height);
  const { x, y, width, height: tall } = whole[nth % whole.length]!;
  return { x: x + width / 2, y: y + tall / 2 };
}

/** Pays what is in hand and begins the next sale; nothing of it is measured. */
async function finishSale(page: Page): Promise<void> {
  await page.getByTestId('pay').click();
  await page.getByTestId('tender-exact').click();
  await page.getByTestId('new-sale').click();
  await page.locator(TILE).first().waitFor();
}

interface Watched {
  beaverPainted?: number[];
}

/** Notes in the page, for every tap that changes the order, the time from finger down to the frame after the change. */
async function watchLines(page: Page): Promise<void> {
  await page.evaluate(() => {
    const painted: number[] = [];
    (globalThis as Watched).beaverPainted = painted;
    let downAt: number | null = null;
    addEventListener(
      'pointerdown',
      (event) => {
        if (
          event.target instanceof Element &&
          event.target.closest('[data-testid="item-grid"] button') !== null
        )
          downAt = event.timeStamp;
      },
      true,
    );
    new MutationObserver((changes) => {
      if (downAt === null) return;
      const isInOrder = changes.some(({ target }) => {
        const element = target instanceof Element ? target : target.parentElement;
        return (element?.closest('[data-testid="order-panel"]') ?? null) !== null;
      });
      if (!isInOrder) return;
      const from = downAt;
      downAt = null;
      // A message posted in the frame is handled after its paint.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => painted.push(performance.now() - from);
        port2.postMessage(null);
      });
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

async function paintedMs(page: Page): Promise<readonly number[]> {
  return await page.evaluate(() => (globalThis as Watched).beaverPainted ?? []);
}
