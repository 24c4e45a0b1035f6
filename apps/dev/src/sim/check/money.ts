import type { OracleRow } from '../oracle/oracle.ts';
import type { Failure } from '../world-view.ts';
import { type Evidence, type Rows, told } from './evidence.ts';
import { differing, dimensionsDisagree, shiftsDisagree } from './days.ts';
import { refundsBeyondWhatWasKnown } from './refund-ceiling.ts';

/** What `../oracle/rules.sql` finds between facts of different aggregates. */
const RULES = [
  ['value was paid with and did not move by what was paid', 'unmoved_payments'],
  ['a line did not load what it was sold for', 'misloaded_lines'],
  ['practice moved stock or value', 'moved_by_practice'],
  ['a line left its discount behind', 'left_behind'],
] as const;

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
    ...told('money', 'more was given back than its till knew was left', refundsBeyondWhatWasKnown(evidence)),
    ...RULES.flatMap(([message, view]) =>
      told('money', message, evidence.oracle.ask(`SELECT * FROM ${view}`)),
    ),
    ...told('money', 'the report disagrees with the documents', reportDisagrees(evidence)),
    ...told(
      'money',
      'the report tells sales apart otherwise than the documents',
      dimensionsDisagree(evidence),
    ),
    ...told('money', 'the days have other shifts than were opened and closed', shiftsDisagree(evidence)),
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

/** Numbers of documents and of Zs run from 1 without a hole in each series of a terminal; copies of a lost branch may repeat one. */
function holes({ oracle, witness }: Evidence): readonly unknown[] {
  // Practice has a row of its own; a reversal is what its close was.
  const series = oracle.ask(
    `WITH numbered AS (
       SELECT value -> '$.body' AS body, value ->> '$.type' = 'payment.ShiftClosed' AS z FROM raw, json_each(raw.text, '$.events')
       WHERE value ->> '$.type' IN ('order.OrderClosed', 'order.DocumentReversed', 'order.RefundIssued', 'payment.ShiftClosed')
     )
     SELECT body ->> '$.number.terminalCode' AS terminal, body ->> '$.number.series' AS series,
       coalesce(body ->> '$.isTraining', body ->> '$.reverses' IN (
         SELECT body ->> '$.document' FROM numbered WHERE body ->> '$.isTraining'), 0) AS training,
       count(DISTINCT body ->> '$.number.counter') AS numbers, max(body ->> '$.number.counter') AS last
     FROM numbered GROUP BY 1, 2, 3, z HAVING numbers < last`,
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

/** Figures that a Z says otherwise than what its till had written; see `../oracle/zs.sql`. */
function zsThatDisagree({ oracle }: Evidence): readonly unknown[] {
  return oracle.ask('SELECT * FROM z_figures WHERE z IS NOT facts');
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
      byDay(
        cloud.rows.order_documents.filter(
          ({ status, is_training: isTraining }) => status !== 'idle' && Number(isTraining) !== 1,
        ),
      ),
    ),
  ];
}

function byDay(rows: readonly OracleRow[]): readonly OracleRow[] {
  const days = Map.groupBy(rows, ({ business_date: day, currency_code: currency }) => `${day}/${currency}`);
  return [...days].map(([day, of]) => ({ day, total: sum(of.map(({ total }) => Number(total))) }));
}
