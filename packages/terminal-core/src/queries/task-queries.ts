import type { IpcInput, IpcOutput, OrderTaskView } from '@beaveros/protocol/ipc';
import { derivedId } from '@beaveros/kit';
import type { FoldedStore } from '../stores/folded-store.ts';

type Tasks = IpcOutput<'orderTasks'>;

interface Row extends Omit<OrderTaskView, 'task' | 'currency' | 'isOpen'> {
  /** null: a clash of numbers, which is found here, between orders. */
  readonly task: OrderTaskView['task'] | null;
  readonly code: string;
  readonly exponent: number;
  readonly isOpen: 0 | 1;
}

const TASKS = `
SELECT t.id AS task, t.order_id AS "order", o.label, t.kind, i.item_name AS lineName, t.document_id AS document, t.amount,
  t.currency_code AS code, t.currency_exponent AS exponent, t.since, t.is_open AS isOpen, t.note
FROM order_tasks t JOIN orders o ON o.id = t.order_id
  LEFT JOIN order_items i ON i.order_id = t.order_id AND i.id = t.order_item_id
UNION ALL
SELECT NULL, d.order_id, o.label, 'receipt-number-clash', NULL, d.id, 0, d.currency_code, d.currency_exponent, d.closed_at,
  1, NULL
FROM (SELECT terminal_code, series, counter FROM order_documents GROUP BY 1, 2, 3 HAVING count(*) > 1) n
  JOIN order_documents d ON d.terminal_code = n.terminal_code AND d.series = n.series AND d.counter = n.counter
  JOIN orders o ON o.id = d.order_id
-- Practice has a row of numbers of its own.
WHERE EXISTS (SELECT 1 FROM order_documents e
    WHERE e.terminal_code = d.terminal_code AND e.series = d.series AND e.counter = d.counter
      AND e.is_training = d.is_training AND (e.id <> d.id OR e.order_id <> d.order_id))
  AND NOT EXISTS (SELECT 1 FROM order_tasks t
  WHERE t.order_id = d.order_id AND t.kind = 'receipt-number-clash' AND t.document_id = d.id)`;

/**
 * Lists what people must look at, the oldest cause first, those without a moment before them. A number that two documents
 * have is a task of each until somebody has looked.
 */
export function listTasks(store: FoldedStore, { status, limit, offset }: IpcInput<'orderTasks'>): Tasks {
  store.catchUp();
  const wanted = `SELECT * FROM (${TASKS})${status === 'open' ? ' WHERE isOpen = 1' : ''}`;
  const rows = store.db
    .prepare(`${wanted} ORDER BY since, "order", kind, document, task LIMIT @limit OFFSET @offset`)
    .all({ limit, offset }) as Row[];
  const total = store.db.prepare(`SELECT count(*) FROM (${wanted})`).pluck().get() as number;
  return {
    tasks: rows.map(({ code, exponent, isOpen, ...row }) => ({
      ...row,
      amount: row.amount === 0 ? null : row.amount,
      task: row.task ?? derivedId<'Task'>(row.order, `task/${row.kind}/${row.document}`),
      currency: { code, exponent },
      isOpen: isOpen === 1,
    })),
    total,
  };
}
