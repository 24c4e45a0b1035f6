import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';

/** What was to be printed was printed once; a second paper says COPY and was asked for by a fact of its own. */
export function paperOnce({ witness, oracle, tills }: Evidence): readonly Failure[] {
  // What is printed on an image of the disk that came back, or on its clone, was asked for and nobody there knows better.
  const byEvent = Map.groupBy(witness.papers, ({ event, node, life }) => `${event}/${node}/${life}`);
  const twice = [...byEvent.values()].filter((papers) => papers.length > 1);
  const events = new Set(
    oracle
      .ask(
        `SELECT e.value ->> '$.id' AS id FROM raw, json_each(raw.text, '$.events') e
          WHERE ${isEffect(`e.value ->> '$.type'`, `e.value -> '$.body'`)}`,
      )
      .map(({ id }) => String(id)),
  );
  const gone = new Set(
    [...witness.entries.values()]
      .filter(({ hash }) => witness.mayBeLost(hash))
      .flatMap(({ eventIds }) => eventIds),
  );
  const unasked = witness.papers.filter(({ event }) => !events.has(event) && !gone.has(event));
  return [
    ...told('paper-once', 'an effect happened twice', twice),
    ...told('paper-once', 'paper came out that no fact asked for', unasked),
    ...told('paper-once', 'an effect neither happened nor waits', neverDone({ witness, oracle, tills })),
  ];
}

/**
 * Effects of living tills that are neither paper nor a job in a spool. What an earlier enrolment asked for stays undone, and
 * so does what a disk that went back in time had not printed: it may have been.
 */
function neverDone({
  witness,
  oracle,
  tills,
}: Pick<Evidence, 'witness' | 'oracle' | 'tills'>): readonly unknown[] {
  const done = new Set(witness.papers.map(({ event }) => event));
  return tills.flatMap(({ name, terminal, epoch, jobs, diskLife }) => {
    if (diskLife > 0) return [];
    const asked = oracle.ask(
      `SELECT DISTINCT f.event_id, f.type FROM facts f JOIN standing s ON s.chain = f.chain AND s.seq = f.seq JOIN raw r USING (hash)
        WHERE ${isEffect('f.type', 'f.body')} AND f.body ->> '$.terminal' = ?
          AND r.text ->> '$.terminal' = ? AND r.text ->> '$.epoch' = ?`,
      terminal,
      terminal,
      epoch,
    );
    return asked
      .filter(({ event_id: event }) => !done.has(String(event)) && !jobs.has(String(event)))
      .map(({ event_id: event, type }) => ({ till: name, event, type }));
  });
}

/** In SQL: paper of any kind, a kick, or cash that moved at a till with a drawer. */
function isEffect(type: string, body: string): string {
  return `(${type} IN ('order.ReceiptIssued', 'order.BillPresented', 'payment.ZReportIssued', 'payment.XReportIssued',
      'payment.CashSlipIssued', 'payment.DrawerKicked')
    OR (${type} = 'payment.CashMoved' AND ${body} ->> '$.drawer' IS NOT NULL))`;
}
