import type { Entry, Recorded } from '@beaveros/domain/journal';
import { businessDate, type Id, id, instant } from '@beaveros/kit';

/** The chains of a drawn history. */
export const CHAINS = [1, 2, 3] as const;

/** A chain's name as it is in its entries. */
export const chainName = (n: number): string => n.toString(16).padStart(64, 'a');

/** The same id for the same numbers. */
export const numbered = <Of extends string>(kind: number, n: number): Id<Of> =>
  id<Of>(`0192f0c0-${kind.toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`);

export type DrawnFact = Pick<Entry['events'][number], 'type' | 'aggregate' | 'body'>;

/** An entry as a property draws it. */
export interface DrawnEntry {
  readonly chain: number;
  /** How much its clock is above the one before it. */
  readonly step: number;
  /** The command of another till; null: its own. */
  readonly command: number | null;
  /** The id of its first event, as no honest till writes it; null or absent: its own. */
  readonly eventId?: number | null;
  readonly facts: readonly DrawnFact[];
}

/** Entries of several chains with rising clocks; each command once a chain. */
export function writtenEntries(
  drawn: readonly DrawnEntry[],
  { tenant, store }: { readonly tenant: string; readonly store: (chain: number) => Id<'Store'> },
): Entry[] {
  const at = new Map(CHAINS.map((chain) => [chain, { seq: 0, clock: 0, commands: new Set<number>() }]));
  return drawn.map(({ chain, step, command, eventId = null, facts }, n) => {
    const head = at.get(chain as (typeof CHAINS)[number])!;
    head.seq += 1;
    head.clock += step;
    const isRepeated = command !== null && !head.commands.has(command);
    if (isRepeated) head.commands.add(command);
    return {
      chain: chainName(chain),
      seq: head.seq,
      clock: head.clock,
      at: instant(1_795_000_000_000 + n),
      tenant: tenant as Id<'Tenant'>,
      store: store(chain),
      terminal: numbered<'Terminal'>(5, chain),
      epoch: 1,
      commandId: numbered<'Command'>(0xc0, isRepeated ? command : 1_000 + n),
      command: 'test',
      actor: null,
      businessDate: businessDate('2026-11-23'),
      events: facts.map((fact, index) => ({
        ...fact,
        id: numbered<'Event'>(0xe0, eventId !== null && index === 0 ? eventId : 1_000 + n * 8 + index),
        v: 1,
      })),
    };
  });
}

/** What entries say of one aggregate. */
export function saidOf(entries: readonly Entry[], aggregate: string): Recorded[] {
  return entries
    .flatMap(({ events, ...header }) => events.map((event, index) => ({ event, header, index })))
    .filter(({ event }) => event.aggregate === aggregate);
}

/**
 * Gives the entries of each chain in runs of so many, whatever the other chains do, and all that is left at the end.
 * `taken`: told after each run what has been given so far. Then a chain is taken back from somewhere on.
 */
export async function deliver(
  entries: readonly Entry[],
  runs: readonly (readonly [chain: number, count: number])[],
  to: {
    readonly take: (run: readonly Entry[]) => Promise<void>;
    readonly takeBack: (chain: string, fromSeq: number) => Promise<unknown>;
    readonly taken: (known: readonly Entry[]) => Promise<void>;
    /** From where, in any whole number. */
    readonly cut: number;
  },
): Promise<void> {
  const left = new Map<number, Entry[]>(
    CHAINS.map((chain) => [chain, entries.filter((each) => each.chain === chainName(chain))]),
  );
  const known: Entry[] = [];
  for (const [chain, count] of [...runs, ...CHAINS.map((each) => [each, entries.length] as const)]) {
    const run = left.get(chain)!.splice(0, count);
    if (run.length === 0) continue;
    await to.take(run);
    known.push(...run);
    await to.taken(known);
  }
  const [first] = known;
  if (first === undefined) return;
  const { chain } = first;
  const fromSeq = 1 + (to.cut % known.filter((each) => each.chain === chain).length);
  await to.takeBack(chain, fromSeq);
  await to.taken(known.filter((each) => each.chain !== chain || each.seq < fromSeq));
}
