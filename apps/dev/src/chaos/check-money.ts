import { type AmountMinor, scaledToDecimal, sum } from '@beaveros/kit';
import { differences } from './check-facts.ts';
import type { CloudsWord, TillsWord } from './everybodys-word.ts';
import type { Witness } from './witness.ts';

/** A numbered paper of the journal: a close, or a reversal with its negated amounts. */
interface Numbered {
  readonly id: string;
  /** The document that it takes back; null: a close. */
  readonly reverses: string | null;
  readonly lines: readonly string[];
  readonly total: number;
  readonly exponent: number;
  readonly series: string;
  readonly counter: number;
}

/** Documents and their sums are the same on every till, in the order service, in the report and in the journal. */
export function checkMoney(witness: Witness, tills: readonly TillsWord[], cloud: CloudsWord): string[] {
  const numbered = numberedOf(cloud);
  const closes = numbered.filter(({ reverses }) => reverses === null);
  const failures = [
    ...differences('answered documents in the journal', {
      known: closes
        .map(({ id }) => id)
        .filter((id) => witness.documents.some(({ document }) => document === id)),
      written: witness.documents.map(({ document }) => document),
    }),
    ...differences('documents in the order service', {
      known: cloud.documents.map(({ id }) => id),
      written: numbered.map(({ id }) => id),
    }),
    ...gaps(numbered),
    ...soldTwice(numbered),
  ];
  const exponent = numbered[0]?.exponent ?? 2;
  const money = (amounts: readonly number[]): string =>
    scaledToDecimal(sum(amounts as AmountMinor[]), exponent);
  const inJournal = money(numbered.map(({ total }) => total));
  if (cloud.sales.total !== inJournal)
    failures.push(`the report says ${cloud.sales.total}, the journal ${inJournal}`);
  const totalOf = new Map(numbered.map(({ id, total }) => [id, money([total])]));
  for (const { id, total } of cloud.documents) {
    if (Number(total) !== Number(totalOf.get(id)))
      failures.push(`document ${id} is ${total} in the order service, ${totalOf.get(id)} in the journal`);
  }
  for (const { code, totals, orders } of tills) {
    if (totals.total !== inJournal) failures.push(`${code} says ${totals.total}, the journal ${inJournal}`);
    const documents = orders.flatMap((order) => order.documents);
    failures.push(
      ...differences(`documents on ${code}`, {
        known: documents.map(({ document }) => document),
        written: closes.map(({ id }) => id),
      }),
    );
    for (const { document, total } of documents) {
      if (money([total]) !== totalOf.get(document))
        failures.push(`document ${document} is ${total} on ${code}, ${totalOf.get(document)} in the journal`);
    }
  }
  return failures;
}

/** Every till folds the same tables and shows the same orders. */
export function checkTillsAgree(tills: readonly TillsWord[]): string[] {
  const [first, ...others] = tills;
  return others.flatMap((other) => {
    const failures: string[] = [];
    if (JSON.stringify(other.digests) !== JSON.stringify(first!.digests))
      failures.push(`${first!.code} and ${other.code} fold other tables`);
    for (const [at, order] of first!.orders.entries()) {
      const there = other.orders[at];
      if (JSON.stringify(order) !== JSON.stringify(there))
        failures.push(
          `order ${order.order} differs: ${first!.code} has ${order.status}, ${other.code} ${there?.status}`,
        );
    }
    return failures;
  });
}

function numberedOf({ chains }: CloudsWord): readonly Numbered[] {
  return chains.flatMap(({ entries }) =>
    entries.flatMap((entry) =>
      entry.events
        .filter(({ type }) => type === 'order.OrderClosed' || type === 'order.DocumentReversed')
        .map(({ body }) => {
          const { document, number, total, currency, reverses, lines } = body as {
            readonly document: string;
            readonly reverses?: string;
            readonly lines?: readonly { readonly line: string }[];
            readonly number: {
              readonly terminalCode: string;
              readonly series: number;
              readonly counter: number;
            };
            readonly total: number;
            readonly currency: { readonly exponent: number };
          };
          return {
            id: document,
            reverses: reverses ?? null,
            lines: lines?.map(({ line }) => line) ?? [],
            total,
            exponent: currency.exponent,
            series: `${number.terminalCode}-${number.series}`,
            counter: number.counter,
          };
        }),
    ),
  );
}

/** Of closes that share a line all but one were taken back, each once. */
function soldTwice(numbered: readonly Numbered[]): string[] {
  const taken = numbered.flatMap(({ reverses }) => reverses ?? []);
  const standing = numbered.filter(({ id, reverses }) => reverses === null && !taken.includes(id));
  const lines = standing.flatMap((close) => close.lines);
  return [
    ...(new Set(taken).size === taken.length ? [] : ['a document was reversed twice']),
    ...(new Set(lines).size === lines.length
      ? []
      : [`${lines.length - new Set(lines).size} lines are sold by two documents, and none was taken back`]),
  ];
}

/** Receipt numbers of a (terminal, series) are 1, 2, 3 and so on, each once. */
function gaps(numbered: readonly Numbered[]): string[] {
  return [...Map.groupBy(numbered, ({ series }) => series)].flatMap(([series, papers]) => {
    const counters = papers.map(({ counter }) => counter).sort((a, b) => a - b);
    const wrong = counters.findIndex((counter, at) => counter !== at + 1);
    return wrong === -1
      ? []
      : [`receipt numbers of ${series}: ${counters[wrong]} stands where ${wrong + 1} should`];
  });
}
