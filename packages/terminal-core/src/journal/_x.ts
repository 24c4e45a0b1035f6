import Database from 'better-sqlite3';
import { StoreFixture, noted, opened, closed, NOW } from './_journal-fixture.ts';
import { idMinter } from '@beaveros/kit';
import { randomBytes } from 'node:crypto';
const store = new StoreFixture();
const identity = store.identity();
const j = store.open('t1', identity);
const newId = idMinter({ now: () => Date.now() as never }, { bytes: (n) => randomBytes(n) });
const N = 1500;
const mk = () => { const o = newId(); return store.draft(o, '', { commandId: newId(), counters: ['receipt'], events: [opened(o), ...Array.from({ length: 10 }, () => noted(o, 'x'.repeat(300))), closed(store, o)].map((e) => ({ ...e, id: newId() })) as never }); };
const db = new Database(store.path('bare')); db.pragma('journal_mode=WAL'); db.pragma('synchronous=FULL'); db.exec('create table t(id integer primary key, b blob)');
const ins = db.prepare('insert into t(b) values(?)'); const blob = Buffer.alloc(5892, 120);
const times: number[] = [], bare: number[] = [];
for (let i = 0; i < N; i++) {
  const d = mk();
  let t = performance.now(); j.append(d, NOW); times.push(performance.now() - t);
  t = performance.now(); ins.run(blob); bare.push(performance.now() - t);
}
const p = (a: number[], q: number) => [...a].sort((x, y) => x - y)[a.length * q | 0]!.toFixed(3);
console.log('append p50', p(times, .5), 'p99', p(times, .99), 'bare', p(bare, .5), p(bare, .99), 'ratio', (+p(times, .5) / +p(bare, .5)).toFixed(2));
store[Symbol.dispose]();
