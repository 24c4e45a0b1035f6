import type { Failure, WorldView } from '../world-view.ts';
import { canaries } from './canaries.ts';
import { chains } from './chains.ts';
import { conservation } from './conservation.ts';
import { draining } from './draining.ts';
import { erased } from './erased.ts';
import type { Checker } from './evidence.ts';
import { foldsEqual } from './folds-equal.ts';
import { gather } from './gather.ts';
import { grants } from './grants.ts';
import { type Loss, losses, lossesOf } from './losses.ts';
import { money } from './money.ts';
import { monotoneReads } from './monotone-reads.ts';
import { paperOnce } from './paper-once.ts';

/** Every promise with its checker, in the order in which a person wants to read what broke. */
export const PROMISES: Readonly<Record<string, Checker>> = {
  draining,
  chains,
  conservation,
  'folds-equal': foldsEqual,
  money,
  grants,
  losses,
  'monotone-reads': monotoneReads,
  'paper-once': paperOnce,
  erased,
  canaries,
};

/**
 * Holds a quiet world against every promise. A checker that throws is a failure of its promise: what it could not read
 * is broken too.
 */
export async function check(
  world: WorldView,
  /** Told what losses of each kind came to. */
  onLosses: (losses: Readonly<Record<string, Loss>>) => void = () => {},
): Promise<readonly Failure[]> {
  const evidence = await gather(world);
  using _oracle = evidence.oracle;
  onLosses(lossesOf(evidence));
  return Object.entries(PROMISES).flatMap(([promise, checker]) => {
    try {
      return checker(evidence);
    } catch (error) {
      return [
        {
          promise,
          message: 'it could not be checked',
          details: error instanceof Error ? error.stack : error,
        },
      ];
    }
  });
}
