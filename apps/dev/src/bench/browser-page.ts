import { setTimeout as pause } from 'node:timers/promises';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS } from '../tooling/chromium.ts';

/** The main thread is idle when it has not worked for that long: timers of a screen are rarer. */
const IDLE_MS = 40;
const LOOK_MS = 20;
/** A page that never rests for so long has a loop; what it worked until then is the answer. */
const IDLE_MAX_MS = 2_000;
/** What asking costs the thread between two looks. */
const ASKING_MS = 0.5;

/** A page in a Chromium of its own, and the wire to its engine. */
export interface MeasuredPage extends AsyncDisposable {
  readonly page: Page;
  readonly cdp: CDPSession;
}

/** Opens a screen as a till has it: 1366 by 768, in English, light. */
export async function openPage(executablePath: string, url: string): Promise<MeasuredPage> {
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGS] });
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'en-GB' });
  await page.addInitScript(() => localStorage.setItem('beaveros.language', 'en'));
  await page.goto(url);
  const cdp = await page.context().newCDPSession(page);
  // The thread's own time: what else runs on a busy machine is not the page's work.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, cdp, [Symbol.asyncDispose]: () => browser.close() };
}

/**
 * Waits until the page's main thread has rested, and gives the milliseconds it has worked since it began (CDP `TaskDuration`).
 * Asking costs it some 0.1 ms a time.
 */
export async function workedUntilIdleMs(cdp: CDPSession): Promise<number> {
  const deadline = performance.now() + IDLE_MAX_MS;
  let last = await workedMs(cdp);
  let restedSince = performance.now();
  while (performance.now() - restedSince < IDLE_MS && performance.now() < deadline) {
    await pause(LOOK_MS);
    const now = await workedMs(cdp);
    if (now - last > ASKING_MS) restedSince = performance.now();
    last = now;
  }
  return last;
}

async function workedMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1_000;
}
