import type { Till } from './till.ts';

/** Upkeep's own amounts (terminal-core/src/upkeep.ts). */
const SCRUB_ENTRIES = 500;
const JUDGE_ENTRIES = 100;
const WINDOW_ENTRIES = 200;
/** Rounds of one quiet moment: more than any simulated journal has entries for. */
const ROUNDS_MAX = 200;

/** What a till does when nobody stands at it: WAL into the file, entries read back, settled orders found, the window's cut. */
export function tidy(till: Till): void {
  const { journal } = till.parts;
  const now = till.clock.now();
  journal.checkpoint();
  journal.verifyBehind(SCRUB_ENTRIES);
  for (let round = 0; round < ROUNDS_MAX && journal.judge(JUDGE_ENTRIES) > 0; round += 1) continue;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const { looked, aggregates } = journal.dropBodies({ now, limit: WINDOW_ENTRIES });
    if (aggregates.length > 0) till.hasDroppedBodies = true;
    if (looked === 0) break;
  }
  journal.scrub(SCRUB_ENTRIES);
}
