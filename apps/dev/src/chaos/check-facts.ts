import type { Entry } from '@beaveros/domain/journal';
import type { CloudsWord, TillsWord } from './everybodys-word.ts';
import type { Witness } from './witness.ts';

/** Chains hold together, and every answered command is in the cloud: once, or once a till where it was said to both. */
export function checkFacts(witness: Witness, tills: readonly TillsWord[], cloud: CloudsWord): string[] {
  const failures = cloud.chains.flatMap(({ chain, problems }) =>
    problems.map((problem) => `chain ${chain.slice(0, 8)} in the cloud: ${problem}`),
  );
  for (const { code, head } of tills) {
    const given = cloud.chains.find(({ chain }) => chain === head.chain)?.entries.length ?? 0;
    if (given !== head.seq) failures.push(`${code} has ${head.seq} entries of its own, the cloud ${given}`);
  }
  const entries = cloud.chains.flatMap((chain) => chain.entries);
  const byCommand = Map.groupBy(entries, ({ commandId }) => String(commandId));
  for (const { commandId, name, till, isMoved } of witness.answered) {
    const found = byCommand.get(commandId) ?? [];
    const chains = new Set(found.map(({ terminal }) => terminal));
    const what = `${name} ${commandId}, answered by ${till},`;
    if (found.length === 0) failures.push(`${what} is lost: no entry in the cloud`);
    else if (chains.size < found.length) failures.push(`${what} is ${found.length} entries of one till`);
    else if (!isMoved && found.length > 1) failures.push(`${what} was said to one till and is in two chains`);
  }
  const events = entries.flatMap((entry) => entry.events.map(({ id }) => id));
  const twice = events.length - new Set(events).size;
  if (twice > 0) failures.push(`${twice} events are in the cloud twice`);
  return [...failures, ...checkOrders(entries, cloud)];
}

/** The order service knows each line and document that the journal has, each once. */
function checkOrders(entries: readonly Entry[], { orders }: CloudsWord): string[] {
  const known = orders.flatMap(({ lines }) => lines);
  const written = entries.flatMap((entry) => bodies(entry, 'order.LineAdded').map(({ line }) => line));
  return differences('lines in the order service', { known, written });
}

export function bodies(entry: Entry, type: string): readonly Record<string, unknown>[] {
  return entry.events
    .filter((event) => event.type === type)
    .map(({ body }) => body as Record<string, unknown>);
}

/** What is missing, invented or doubled. */
export function differences(
  what: string,
  { known, written }: { readonly known: readonly unknown[]; readonly written: readonly unknown[] },
): string[] {
  const [has, should] = [new Set(known), new Set(written)];
  const missing = [...should].filter((each) => !has.has(each));
  const invented = [...has].filter((each) => !should.has(each));
  return [
    ...(missing.length === 0 ? [] : [`${what}: ${missing.length} missing, ${String(missing[0])}`]),
    ...(invented.length === 0 ? [] : [`${what}: ${invented.length} invented, ${String(invented[0])}`]),
    ...(has.size === known.length ? [] : [`${what}: ${known.length - has.size} doubled`]),
  ];
}
