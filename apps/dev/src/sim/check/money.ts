import type { OracleRow } from '../oracle/oracle.ts';
import type { Failure } from '../world-view.ts';
import { type Evidence, type Rows, told } from './evidence.ts';

/** Money adds up: per document, per order, per shift and per day, in every replica and in the report. */
export function money(evidence: Evidence): readonly Failure[] {
  const { tills, cloud } = evidence;
  const replicas = [
    { name: 'cloud', rows: cloud.rows, partial: new Set<string>() as ReadonlySet<string> },
    ...tills,
  ];
  return [
    ...told('money', 'a document does not add up', documentsThatDoNotAddUp(evidence)),
    ...told('money', 'receipt numbers have a hole', holes(evidence)),
    ...replicas.flatMap(({ name, rows, partial }) =>
      told('money', `an order at ${name} does not balance`, ordersOutOfBalance(rows, partial)),
    ),
    ...replicas.flatMap(({ name, rows, partial }) =>
      partial.size > 0
        ? []
        : told(
            'money',
            `a drawer at ${name} disagrees with its payments`,
            drawersThatDisagree(evidence, rows),
          ),
    ),
    ...told('money', 'a Z is not what its till had written', zsThatDisagree(evidence)),
    ...told('money', 'the report disagrees with the documents', reportDisagrees(evidence)),
  ];
}

type Amount = number;
interface Line {
  readonly net: Amount;
  readonly taxes: readonly { readonly amount: Amount }[];
  readonly total: Amount;
}
interface Document {
  readonly document: string;
  readonly lines?: readonly Line[];
  readonly charges?: readonly Line[];
  readonly net: Amount;
  readonly taxes: readonly { readonly amount: Amount }[];
  readonly total: Amount;
  readonly payments?: readonly {
    readonly amount: Amount;
    readonly tendered: Amount;
    readonly change: Amount;
    readonly tip?: Amount;
    readonly rounding?: Amount;
  }[];
  readonly change?: Amount;
}

const sum = (amounts: readonly Amount[]) => amounts.reduce((all, amount) => all + amount, 0);
const ofTaxes = ({ taxes }: Pick<Document, 'taxes'>) => sum(taxes.map(({ amount }) => amount));

/** lines and charges + tax = total = payments; a reversal has neither lines nor payments, a refund gives no change. */
function documentsThatDoNotAddUp({ oracle }: Evidence): readonly unknown[] {
  return oracle.ask('SELECT body FROM numbered').flatMap(({ body }) => {
    const document = JSON.parse(String(body)) as Document;
    const { lines, charges = [], net, total, payments, change = 0 } = document;
    const wrong: string[] = [];
    if (net + ofTaxes(document) !== total) wrong.push('net + taxes = total');
    if (lines !== undefined) {
      const parts = [...lines, ...charges];
      if (sum(parts.map((line) => line.net)) !== net) wrong.push('sum of nets = net');
      if (sum(parts.map((line) => line.total)) !== total) wrong.push('sum of totals = total');
      if (parts.some((line) => line.net + ofTaxes(line) !== line.total))
        wrong.push('line: net + taxes = total');
    }
    if (payments !== undefined) {
      if (sum(payments.map(({ amount }) => amount)) !== total) wrong.push('payments = total');
      if (sum(payments.map((payment) => payment.change)) !== change) wrong.push('sum of change = change');
      const moved = payments.map(({ amount, tip = 0, rounding = 0 }) => amount + tip + rounding);
      if (payments.some(({ tendered, change }, at) => tendered - change !== moved[at]))
        wrong.push('tendered - change = amount + tip + rounding');
    }
    return wrong.length === 0 ? [] : [{ document: document.document, wrong }];
  });
}

/** Numbers run from 1 without a hole in each series of a terminal; copies of a lost branch may repeat one. */
function holes({ oracle, witness }: Evidence): readonly unknown[] {
  const series = oracle.ask(
    `SELECT body ->> '$.number.terminalCode' AS terminal, body ->> '$.number.series' AS series,
       count(DISTINCT body ->> '$.number.counter') AS numbers, max(body ->> '$.number.counter') AS last
     FROM (SELECT value -> '$.body' AS body, value ->> '$.type' AS type FROM raw, json_each(raw.text, '$.events'))
     WHERE type IN ('order.OrderClosed', 'order.DocumentReversed', 'order.RefundIssued') GROUP BY 1, 2 HAVING numbers < last`,
  );
  if (series.length === 0) return [];
  // A disk that took its entries with it took its numbers too.
  const gone = [...witness.entries.values()].some(({ hash }) => witness.mayBeLost(hash));
  return gone ? [] : series;
}

/** paid = what its standing documents and refunds say + what is owed; and the payments that another service keeps add up to paid. */
function ordersOutOfBalance(rows: Rows, partial: ReadonlySet<string>): readonly unknown[] {
  const standing = Map.groupBy(
    rows.order_documents.filter(({ status }) => status === 'standing' || status === 'refund'),
    ({ order_id: order }) => order,
  );
  const payments = Map.groupBy(rows.payments, ({ order_id: order }) => order);
  const underpaid = new Map(
    rows.order_tasks
      .filter(({ kind }) => kind === 'underpaid')
      .map(({ order_id: order, amount }) => [order, Number(amount)]),
  );
  const overRefunded = Map.groupBy(
    rows.order_tasks.filter(({ kind }) => kind === 'over-refunded'),
    ({ order_id: order }) => order,
  );
  const of = (found: readonly OracleRow[] | undefined, column: string) =>
    sum((found ?? []).map((row) => Number(row[column])));
  return rows.orders.flatMap((order) => {
    const { id, status, total } = order;
    if (partial.has(String(id))) return [];
    const [paid, due, overpaid] = [Number(order['paid']), Number(order['due']), Number(order['overpaid'])];
    const documented = of(standing.get(id ?? null), 'total');
    const wrong: string[] = [];
    if (of(payments.get(id ?? null), 'amount') !== paid) wrong.push('sum of payments = paid');
    // Without an open line nothing is due, whatever was paid before.
    if (status === 'open' && due !== 0 && due !== Number(total) - paid) wrong.push('total - paid = due');
    const balance = paid - documented;
    const lost = Math.max(0, 0 - balance) === (underpaid.get(id ?? null) ?? 0);
    // What was refunded beyond what was sold, the guest has already.
    const owed = Math.max(0, balance - of(overRefunded.get(id ?? null), 'amount')) === overpaid;
    if (status === 'closed' && !(lost && owed)) wrong.push('paid - documents = balance');
    return wrong.length === 0 ? [] : [{ order: id, status, paid, documented, overpaid, due, wrong }];
  });
}

/** What each drawer should hold: its float and the cash of its payments, as the facts say and as the rows say. */
function drawersThatDisagree({ oracle }: Evidence, rows: Rows): readonly unknown[] {
  const facts = new Map(
    oracle
      .ask(
        `SELECT s.id, s.float + coalesce((SELECT sum(p.body ->> '$.tendered') - sum(p.body ->> '$.change') FROM paid p
           WHERE p.body ->> '$.shift' = s.id AND p.body ->> '$.method.type' = 'cash'), 0) AS cash FROM shifts s`,
      )
      .map(({ id, cash }) => [id, cash]),
  );
  return rows.shifts.flatMap(({ id, float }) => {
    const cash = rows.payments.filter(
      ({ shift_id: shift, method_type: type }) => shift === id && type === 'cash',
    );
    const moved = cash.map(({ amount, tip, rounding }) => Number(amount) + Number(tip) + Number(rounding));
    const holds = Number(float) + sum(moved);
    return holds === facts.get(id ?? null)
      ? []
      : [{ shift: id, holds, facts: facts.get(id ?? null) ?? null }];
  });
}

/**
 * Each Z against what stands in its own chain between the shift's opening and the Z. Only of shifts during which no other
 * chain or branch of the terminal was written: what a twin of the disk sold, a Z may know or not.
 */
function zsThatDisagree({ oracle }: Evidence): readonly unknown[] {
  return oracle.ask(
    `WITH zs AS (
       SELECT z.aggregate AS shift, z.chain, o.seq AS first, z.seq AS last, o.body ->> '$.float' AS float, z.body
       FROM shift_closings z JOIN shift_openings o ON o.aggregate = z.aggregate AND o.chain = z.chain
       WHERE z.body ->> '$.isComplete' AND z.seq - o.seq + 1 = (
         SELECT count(*) FROM raw r WHERE r.text ->> '$.terminal' = z.terminal AND r.clock BETWEEN o.clock AND z.clock)
     ),
     parts AS (
       SELECT zs.shift, f.type, f.body, f.aggregate FROM zs
       JOIN every_fact f ON f.chain = zs.chain AND f.seq BETWEEN zs.first AND zs.last
     ),
     sums AS (
       SELECT zs.shift, zs.body ->> '$.expected' AS expected, zs.body ->> '$.total' AS total,
         zs.float + coalesce((
           SELECT sum(body ->> '$.tendered') - sum(body ->> '$.change') FROM parts p
           WHERE p.shift = zs.shift AND type = 'payment.PaymentRecorded' AND body ->> '$.shift' = zs.shift
             AND body ->> '$.method.type' = 'cash'), 0) + coalesce((
           SELECT sum(iif(body ->> '$.direction' = 'in', 1, -1) * (body ->> '$.amount')) FROM parts p
           WHERE p.shift = zs.shift AND type = 'payment.CashMoved' AND aggregate = zs.shift), 0) AS drawer,
         coalesce((
           SELECT sum(body ->> '$.total') FROM parts p WHERE p.shift = zs.shift
             AND type IN ('order.OrderClosed', 'order.DocumentReversed', 'order.RefundIssued')
             AND coalesce(body ->> '$.shift', zs.shift) = zs.shift), 0) AS documents
       FROM zs
     )
     SELECT * FROM sums WHERE expected <> drawer OR total <> documents`,
  );
}

/** Sales by day are documents less reversals; the report's ledger, its sums and the order service say the same. */
function reportDisagrees({ oracle, cloud }: Evidence): readonly unknown[] {
  const ledger = oracle.ask('SELECT * FROM contributions');
  const rollups = oracle.ask('SELECT * FROM sales_rollups');
  return [
    ...differing('contributions', cloud.contributions, ledger),
    ...differing('sales_rollups', cloud.rollups, rollups),
    ...differing(
      'days',
      byDay(cloud.rollups),
      byDay(cloud.rows.order_documents.filter(({ status }) => status !== 'idle')),
    ),
  ];
}

function byDay(rows: readonly OracleRow[]): readonly OracleRow[] {
  const days = Map.groupBy(rows, ({ business_date: day, currency_code: currency }) => `${day}/${currency}`);
  return [...days].map(([day, of]) => ({ day, total: sum(of.map(({ total }) => Number(total))) }));
}

/** Rows that only one side has; columns that only the product knows are its own business. */
function differing(
  what: string,
  here: readonly OracleRow[],
  there: readonly OracleRow[],
): readonly unknown[] {
  const columns = Object.keys(there[0] ?? here[0] ?? {}).sort();
  const texts = (rows: readonly OracleRow[]) => rows.map((row) => JSON.stringify(row, columns)).sort();
  const [ours, theirs] = [texts(here), texts(there)];
  if (ours.join('\n') === theirs.join('\n')) return [];
  const [reported] = ours.filter((row) => !theirs.includes(row));
  const [expected] = theirs.filter((row) => !ours.includes(row));
  return [{ what, reported: reported ?? null, expected: expected ?? null }];
}
