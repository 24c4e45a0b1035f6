import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';

/**
 * Once the world is quiet nothing is held back for a till that is there: what it was granted it has claimed or given back.
 * A till that was replaced by another disk has a successor of its terminal, which does it; one that is gone for good has
 * nobody, until a manager releases its grants.
 */
export function grants({ tills, oracle }: Evidence): readonly Failure[] {
  const there = new Set(tills.map(({ terminal }) => terminal));
  const partial = new Set(tills.flatMap((till) => [...till.partial]));
  // A command that was done has used them, whatever it took: it is in its till's journal, and on which branch is no matter.
  const open = oracle.ask(
    `SELECT g.type, g.aggregate, g.body ->> '$.grant' AS grant_id, g.body ->> '$.terminal' AS terminal
     FROM facts g
     WHERE g.type IN ('order.RefundGranted', 'payment.SpendGranted')
       AND NOT EXISTS (SELECT 1 FROM facts r WHERE r.aggregate = g.aggregate
         AND r.type IN ('order.RefundGrantReleased', 'payment.GrantReleased')
         AND r.body ->> '$.grant' = g.body ->> '$.grant')
       AND NOT EXISTS (SELECT 1 FROM facts c WHERE c.command = g.body ->> '$.forCommand')
       AND NOT EXISTS (SELECT 1 FROM facts m WHERE m.aggregate = g.aggregate
         AND m.type = 'payment.AccountMoved' AND m.body ->> '$.grant' = g.body ->> '$.grant')`,
  );
  const held = open.filter(
    ({ terminal, aggregate }) => there.has(String(terminal)) && !partial.has(String(aggregate)),
  );
  return told('grants', 'a grant that nobody claims is held back for ever', held);
}
