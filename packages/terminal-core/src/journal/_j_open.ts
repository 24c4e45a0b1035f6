import { StoreFixture, noted, opened, NOW } from './_journal-fixture.ts';
import Database from 'better-sqlite3';
import { idMinter } from '@beaveros/kit'; import { randomBytes } from 'node:crypto';
const store = new StoreFixture(); const identity = store.identity();
const newId = idMinter({ now: () => Date.now() as never }, { bytes: (n) => randomBytes(n) });
// unsafe fast build: synchronous off by patching the journal's own connection is not possible; so measure appends too.
const j = store.open('t1', identity);
(j as any);
const db = new Database(store.path('t1')); db.close();
const N = Number(process.argv[2] ?? 120000);
let t = performance.now();
let o = newId();
for (let i = 0; i < N; i++) {
  if (i % 3 === 0) o = newId();
  const ev = i % 3000 === 0 ? [opened(o)] : [noted(o, 'x'.repeat(300))];
  j.append({ commandId: newId(), command: 'C', actor: null, businessDate: '2026-11-22' as never, events: ev }, NOW);
}
console.log('append/s', (N / (performance.now() - t) * 1000).toFixed(0), 'open', j.openAggregates().length);
t = performance.now(); store.close(j); console.log('close ms', (performance.now() - t).toFixed(0));
for (let k = 0; k < 4; k++) { t = performance.now(); const x = store.open('t1', identity); const ms = performance.now() - t; const t2 = performance.now(); for (const a of x.openAggregates()) x.byAggregate(a); console.log('open ms', ms.toFixed(0), 'open aggregates ms', (performance.now() - t2).toFixed(0)); if (k === 2) { const t3 = performance.now(); x.checkStructure(); console.log('quick_check ms', (performance.now() - t3).toFixed(0)); } store.close(x); }
store[Symbol.dispose]();
