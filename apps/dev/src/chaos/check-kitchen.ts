import type { TicketView } from '@beaveros/protocol/ipc';
import { bodies, differences } from './check-facts.ts';
import type { CloudsWord, TillsWord } from './everybodys-word.ts';
import type { Witness } from './witness.ts';

/** Every fired line is on one ticket, once, on every till, in the cloud and on the kitchen's board; no bump was lost. */
export function checkKitchen(
  witness: Witness,
  {
    tills,
    cloud,
    board,
  }: {
    readonly tills: readonly TillsWord[];
    readonly cloud: CloudsWord;
    readonly board: ReadonlyMap<string, TicketView>;
  },
): string[] {
  const fired = cloud.chains.flatMap(({ entries }) =>
    entries.flatMap((entry) =>
      bodies(entry, 'order.LinesFired').flatMap(({ firing, lines }) =>
        (lines as readonly { readonly line: string }[]).map(({ line }) => keyOf(line, String(firing))),
      ),
    ),
  );
  const failures: string[] = [];
  for (const { code, tickets } of tills) {
    failures.push(...differences(`fired lines on ${code}`, { known: linesOf(tickets), written: fired }));
    for (const { line, firing, ordinal, commandId } of witness.bumped) {
      const ticket = tickets.find(
        (each) => each.firing === firing && each.lines.some((at) => at.line === line),
      );
      const stage = ticket?.lines.find((at) => at.line === line)?.stage;
      const now = ticket?.stages.find((at) => at.stage === stage)?.ordinal ?? -1;
      if (now < ordinal)
        failures.push(`the bump ${commandId} to stage ${ordinal} is lost on ${code}: ${now}`);
    }
  }
  const tickets = tills[0]!.tickets;
  failures.push(
    ...differences('tickets on the kitchen’s board', {
      known: [...board.keys()],
      written: tickets.map(({ ticket }) => ticket),
    }),
    ...differences('fired lines on the kitchen’s board', {
      known: linesOf([...board.values()]),
      written: fired,
    }),
    ...differences('tickets in the cloud', {
      known: cloud.tickets.map(({ id }) => id),
      written: tickets.map(({ ticket }) => ticket),
    }),
  );
  for (const { id, lines } of cloud.tickets) {
    const here = tickets.find(({ ticket }) => ticket === id)?.lines ?? [];
    const [there, ours] = [
      inOrder(lines.map(({ orderItemId, stageName }) => `${orderItemId} ${stageName}`)),
      inOrder(here.map(({ line, stageName }) => `${line} ${stageName}`)),
    ];
    if (there !== ours) failures.push(`ticket ${id} is at ${there} in the cloud, at ${ours} on the tills`);
  }
  return failures;
}

function inOrder(stages: readonly string[]): string {
  return [...stages].sort((a, b) => (a < b ? -1 : 1)).join(', ');
}

const keyOf = (line: string, firing: string): string => `${line} ${firing}`;

function linesOf(tickets: readonly TicketView[]): readonly string[] {
  return tickets.flatMap(({ firing, lines }) => lines.map(({ line }) => keyOf(line, firing)));
}
