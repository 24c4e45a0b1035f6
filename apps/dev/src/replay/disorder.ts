import { seededNumbers } from '@beaveros/testkit';
import { letThingsGoWrong } from '../chaos/accidents.ts';
import { Supervised } from '../chaos/supervised.ts';
import { Witness } from '../chaos/witness.ts';
import type { House } from '../house/house.ts';
import type { TillProcess } from '../house/till.ts';

/** Between two accidents: a till with thousands of sales takes a second to start on a busy machine, and should sell too. */
const ACCIDENT_EVERY_MS = 2_000;

/** An invoice is three commands: the 250 of `npm test` see five accidents on a machine that sells them in three seconds. */
const ACCIDENT_EVERY_COMMANDS = 150;

/** The others sell on, also where a start takes long. */
const DOWN_MAX = 2;

/** Things going wrong in a house, until somebody ends it. */
export interface Disorder {
  /** A command is on its way to that till: the moment that an accident waits for. */
  says(till: string): void;
  /** How often each accident happened. */
  readonly accidents: Readonly<Record<string, number>>;
  /** Resolves when every line is healed and every process is up. Throws when one ended by itself. */
  end(): Promise<void>;
}

export function throwIntoDisorder(
  house: House,
  { tills, seed }: { readonly tills: readonly TillProcess[]; readonly seed: number },
): Disorder {
  const witness = new Witness();
  let isOver = false;
  const supervised = (name: string, process: ConstructorParameters<typeof Supervised>[1]): Supervised =>
    new Supervised(name, process, (who) => witness.failures.push(`${who} ended by itself`));
  const running = letThingsGoWrong({
    house,
    tills: tills.map((till) => supervised(till.name, till)),
    cloud: supervised('cloud', house.cloud),
    random: seededNumbers(seed),
    witness,
    isOver: () => isOver,
    everyMs: ACCIDENT_EVERY_MS,
    everyCommands: ACCIDENT_EVERY_COMMANDS,
    downMax: DOWN_MAX,
  });
  running.catch(() => {}); // `end` tells.
  return {
    says: (till) => witness.says(till),
    accidents: witness.accidents,
    end: async () => {
      isOver = true;
      await running;
      if (witness.failures.length > 0) throw new Error(witness.failures.join('; '));
    },
  };
}
