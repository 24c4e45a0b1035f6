import { compareCanonical, type Event, type Recorded } from './entry.ts';

/** How an aggregate is made of its facts. `evolve` accepts any event in any state and sees nothing else. */
export interface Fold<State, E extends Event = Event> {
  readonly initial: (aggregate: string) => State;
  readonly evolve: (state: State, recorded: Recorded<E>) => State;
  /** The event types it reads, of whichever service. */
  readonly reads: ReadonlySet<string>;
}

/** An aggregate in memory: its facts in canonical order and their fold. */
export interface Folded<State> {
  readonly state: State;
  readonly facts: readonly Recorded[];
}

/**
 * Folds the facts of one aggregate from nothing. Any order and any repetition of the same facts gives the same state:
 * they are sorted canonically, and all events of a command id come from the first entry that carries it.
 */
export function foldAll<State>(
  fold: Fold<State>,
  aggregate: string,
  facts: readonly Recorded[],
): Folded<State> {
  const standing = firstOfEachCommand([...facts].sort(compareCanonical));
  let state = fold.initial(aggregate);
  for (const fact of standing) if (fold.reads.has(fact.event.type)) state = fold.evolve(state, fact);
  return { state, facts: standing };
}

/** Adds facts to a folded aggregate: one evolve each when they come in order, otherwise the aggregate folds anew. */
export function foldMore<State>(
  fold: Fold<State>,
  aggregate: string,
  folded: Folded<State>,
  facts: readonly Recorded[],
): Folded<State> {
  if (facts.length === 0) return folded;
  const last = folded.facts.at(-1);
  const added = [...facts].sort(compareCanonical);
  const inOrder = last === undefined || compareCanonical(last, added[0]!) < 0;
  const known = new Set(folded.facts.map((fact) => fact.header.commandId));
  if (!inOrder || added.some((fact) => known.has(fact.header.commandId))) {
    return foldAll(fold, aggregate, [...folded.facts, ...added]);
  }
  const standing = firstOfEachCommand(added);
  let { state } = folded;
  for (const fact of standing) if (fold.reads.has(fact.event.type)) state = fold.evolve(state, fact);
  return { state, facts: [...folded.facts, ...standing] };
}

/**
 * Keeps, of sorted facts, those of the first entry that carries their command id, each once. A fact is known by its
 * place, not by its event id: what is dropped here stays dropped whatever arrives later, so batches fold as the whole.
 */
export function firstOfEachCommand(sorted: readonly Recorded[]): readonly Recorded[] {
  const entryByCommand = new Map<string, string>();
  let before: Recorded | undefined;
  return sorted.filter((fact) => {
    if (before !== undefined && compareCanonical(before, fact) === 0) return false;
    before = fact;
    const entry = `${fact.header.chain}/${fact.header.seq}`;
    const first = entryByCommand.get(fact.header.commandId) ?? entry;
    entryByCommand.set(fact.header.commandId, first);
    return first === entry;
  });
}
