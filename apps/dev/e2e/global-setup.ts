import { stopwatch } from '../src/house/script.ts';
import { buildScreens } from '../src/tooling/build-screens.ts';

/** Playwright's globalSetup: the screens as they are now. */
export default async function setup(): Promise<void> {
  await buildScreens({ say: stopwatch() });
}
