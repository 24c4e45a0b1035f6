import { storePoliciesOf } from '@beaveros/domain/service-entity';
import { policiesOf } from '../house-rules.ts';
import type { OracleRow } from '../oracle/oracle.ts';
import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';

/** What one kind of loss came to in a seed, and the most that the product promises. Minor units, but of tasks: a count. */
export interface Loss {
  readonly sum: number;
  /** null: it is no loss of tills apart alone, and every one has a task. */
  readonly bound: number | null;
}

/** Of a till on a day: what nobody chose holds by default (domain/service-entity/policies.ts). */
const { refundLimits, offlineSpendLimitMinor } = storePoliciesOf(policiesOf());
const ALONE_REFUNDS_MAX = refundLimits.offlinePerTillAndDayMinor;
const ALONE_SPENDS_MAX = offlineSpendLimitMinor;

/** What the losses of a world came to, by kind. */
export function lossesOf({ oracle, cloud }: Evidence): Readonly<Record<string, Loss>> {
  const tasks = (kind: string) => cloud.rows.order_tasks.filter((task) => task['kind'] === kind);
  const sum = (rows: readonly OracleRow[], column: string) =>
    rows.reduce((all, row) => all + Number(row[column] ?? 0), 0);
  const refunds = aloneRefunds(oracle);
  const spends = aloneSpends(oracle);
  const money = cloud.rows.accounts.filter((row) => row['currency_code'] !== null);
  return {
    'refunded alone': { sum: sum(refunds, 'amount'), bound: refunds.length * ALONE_REFUNDS_MAX },
    'spent alone': { sum: sum(spends, 'amount'), bound: spends.length * ALONE_SPENDS_MAX },
    'over-refunded': { sum: sum(tasks('over-refunded'), 'amount'), bound: sum(unheard(oracle), 'amount') },
    'account-overdrawn': { sum: sum(money, 'overdrawn'), bound: sum(ungranted(oracle), 'amount') },
    overpaid: { sum: sum(tasks('overpaid'), 'amount'), bound: null },
    underpaid: { sum: sum(tasks('underpaid'), 'amount'), bound: null },
    'contested-document': { sum: tasks('contested-document').length, bound: null },
  };
}

/**
 * No till gives more alone than its store lets it on a day, in any chain of its own; no loss is more than was given without
 * an answer that stands; and each has a task that names it.
 */
export function losses(evidence: Evidence): readonly Failure[] {
  const { oracle, cloud } = evidence;
  const beyond = Object.entries(lossesOf(evidence)).flatMap(([kind, { sum, bound }]) =>
    bound !== null && sum > bound ? [{ kind, sum, bound }] : [],
  );
  const named = new Set(cloud.rows.order_tasks.map(({ kind, order_id: order }) => `${kind}/${order}`));
  const nameless = [
    ...cloud.rows.orders.flatMap(({ id, overpaid }) =>
      Number(overpaid) > 0 && !named.has(`overpaid/${id}`) ? [{ overpaid, order: id }] : [],
    ),
    ...cloud.rows.order_documents.flatMap(({ id, order_id: order, status }) =>
      status === 'contested' && !named.has(`contested-document/${order}`) ? [{ contested: id, order }] : [],
    ),
    ...cloud.rows.accounts.flatMap(({ id, overdrawn, overdrawn_task_id: task }) =>
      Number(overdrawn) > 0 && task === null ? [{ overdrawn, account: id }] : [],
    ),
  ];
  return [
    ...told(
      'losses',
      'a till refunded more alone than its store lets it on a day',
      aloneRefunds(oracle).filter(({ amount }) => Number(amount) > ALONE_REFUNDS_MAX),
    ),
    ...told(
      'losses',
      'a till let stored value pay more alone than its store lets it on a day',
      aloneSpends(oracle).filter(({ amount }) => Number(amount) > ALONE_SPENDS_MAX),
    ),
    ...told('losses', 'a loss is greater than its bound', beyond),
    ...told('losses', 'a loss has no task', nameless),
  ];
}

type Oracle = Evidence['oracle'];

/**
 * By chain and day, not by till: a disk that went back to an image does not know what it gave since, until its own chain
 * comes home, and then begins another.
 */
function aloneRefunds(oracle: Oracle): readonly OracleRow[] {
  return oracle.ask(
    `SELECT chain, body ->> '$.businessDate' AS day, -sum(body ->> '$.total') AS amount FROM every_fact
     WHERE type = 'order.RefundIssued' AND body ->> '$.permit' = 'alone' AND NOT coalesce(body ->> '$.isTraining', 0)
     GROUP BY chain, day`,
  );
}

function aloneSpends(oracle: Oracle): readonly OracleRow[] {
  return oracle.ask(
    `SELECT m.chain, m.business_date AS day,
       sum(iif(m.body ->> '$.reason' = 'spent', -(m.body ->> '$.delta'), coalesce((
         SELECT sum(r.body ->> '$.reward.amountMinor') FROM every_fact r
         WHERE r.chain = m.chain AND r.seq = m.seq AND r.type = 'order.RewardTaken'), 0))) AS amount
     FROM every_fact m
     WHERE m.type = 'payment.AccountMoved' AND m.body ->> '$.reason' IN ('spent', 'redeemed')
       AND m.body ->> '$.grant' IS NULL AND m.terminal IS NOT NULL
     GROUP BY m.chain, m.business_date`,
  );
}

/**
 * Refunds that the till which sold the goods did not agree to, or not as what stands now: alone; by a grant that was given
 * back, or that a restored cloud has lost; of a document that does not stand any more; and by another disk of the seller.
 */
function unheard(oracle: Oracle): readonly OracleRow[] {
  return oracle.ask(
    `SELECT f.event_id, -(f.body ->> '$.total') AS amount FROM facts f
     WHERE f.type = 'order.RefundIssued' AND (
       f.body ->> '$.permit' = 'alone'
       OR NOT EXISTS (SELECT 1 FROM order_documents d WHERE d.id = f.body ->> '$.refunds' AND d.status = 'standing')
       OR (f.body ->> '$.permit' = 'granted' AND NOT EXISTS (
         SELECT 1 FROM facts g WHERE g.type = 'order.RefundGranted' AND g.aggregate = f.aggregate
           AND g.body ->> '$.forCommand' = f.command AND NOT EXISTS (
             SELECT 1 FROM facts r WHERE r.type = 'order.RefundGrantReleased' AND r.aggregate = g.aggregate
               AND r.body ->> '$.grant' = g.body ->> '$.grant')))
       OR (SELECT count(DISTINCT chain) FROM raw WHERE text ->> '$.terminal' = f.terminal) > 1
       OR EXISTS (SELECT 1 FROM facts c WHERE c.type = 'order.OrderClosed' AND c.aggregate = f.aggregate
         AND (SELECT count(DISTINCT chain) FROM raw WHERE text ->> '$.terminal' = c.terminal) > 1))`,
  );
}

/** What left accounts of money without a grant that stands. */
function ungranted(oracle: Oracle): readonly OracleRow[] {
  return oracle.ask(
    `SELECT m.event_id, -(m.body ->> '$.delta') AS amount FROM facts m
     WHERE m.type = 'payment.AccountMoved' AND m.body ->> '$.delta' < 0 AND m.body ->> '$.currency' IS NOT NULL
       AND NOT EXISTS (
         SELECT 1 FROM facts g WHERE g.type = 'payment.SpendGranted' AND g.aggregate = m.aggregate
           AND g.body ->> '$.grant' = m.body ->> '$.grant' AND NOT EXISTS (
             SELECT 1 FROM facts r WHERE r.type = 'payment.GrantReleased' AND r.aggregate = g.aggregate
               AND r.body ->> '$.grant' = g.body ->> '$.grant'))`,
  );
}
