import { startPostgres } from '../../../host/src/postgres/index.ts';
import { chmod, mkdtemp } from 'node:fs/promises';
import { houseOf, TillWriter } from '@beaveros/testkit';
import { addLines, openOrder, orderFold, orderTotals } from '@beaveros/domain/order';
import { foldAll } from '@beaveros/domain/journal';
import { payAndClose } from '@beaveros/domain/processes';
import { writeEntry } from '@beaveros/protocol/exchange';
import { createTestDatabase, arrayFeed } from '@beaveros/service-kit/testing';
import { createOrderService, ORDER_MIGRATIONS } from './index.ts';
import { createPaymentService, PAYMENT_MIGRATIONS } from '../../payment/src/index.ts';
import { createWorkflowService, WORKFLOW_MIGRATIONS } from '../../workflow/src/index.ts';
import { createReportService, REPORT_MIGRATIONS } from '../../report/src/index.ts';
const pino = (_: any) => { const l: any = { info() {}, warn: console.log, error: console.log, child: () => l }; return l; };
const only = process.argv[2];
const house = houseOf(1);
const feed = arrayFeed();
const ORDERS = 7500, LINES = 14, TILLS = 4;
let t = performance.now();
for (let k = 0; k < TILLS; k++) {
  const w = new TillWriter({ tenant: house.tenant, store: house.store, terminal: house.newId() }, house);
  const texts: string[] = [writeEntry(w.entries()[0]!.entry)];
  const shift = { shift: house.newId<'Shift'>(), drawer: null, businessDate: '2026-01-01' as any };
  for (let n = 0; n < ORDERS / TILLS; n++) {
    house.clock.advance(1000);
    const order = house.newId<'Order'>();
    let state = orderFold.initial(order);
    const o = openOrder(state, { order, kind: 'counter', table: null, guests: null }, { actor: house.actor, currency: house.currency, label: `T-${n}`, table: null }) as any;
    const header = { chain: w.chain, tenant: house.tenant, store: house.store } as any;
    let i = 0;
    for (const e of o.value) state = orderFold.evolve(state, { event: { ...e, id: house.newId() }, header, index: i++ } as any);
    const a = addLines(state, { order, lines: Array.from({ length: LINES }, (_, x) => ({ line: house.newId<'Line'>(), item: house.items[x % 3]!.id, quantityMicro: 1_000_000 as any, options: [], note: null, override: null })) }, house) as any;
    for (const e of a.value) state = orderFold.evolve(state, { event: { ...e, id: house.newId() }, header, index: i++ } as any);
    const w1 = w.append('sell', { businessDate: shift.businessDate, events: [...o.value, ...a.value], actor: house.actor.user });
    const total = orderTotals(state, house.currency).total;
    const p = payAndClose(state, { order, document: house.newId(), tenders: [{ payment: house.newId(), method: house.cash.id, tendered: total }], printer: null }, { actor: house.actor, currency: house.currency, terminal: w.identity.terminal, shift, method: () => house.cash, number: { terminalCode: 'T' + k, series: 1, counter: n + 1 }, businessDate: shift.businessDate, localTime: '2026-01-01T09:00:00' } as any) as any;
    if (!p.ok) throw new Error(JSON.stringify(p));
    const w2 = w.append('pay', { businessDate: shift.businessDate, events: p.value, actor: house.actor.user });
    texts.push(writeEntry(w1.entry), writeEntry(w2.entry));
  }
  feed.add(house.tenant, w.chain, texts);
  console.log('bytes', texts.reduce((x, y) => x + y.length, 0));
}
console.log('made in', performance.now() - t);
const dir = await mkdtemp('/tmp/h/v/pg-'); await chmod('/tmp/h/v', 0o755); await chmod(dir, 0o755);
const pg = await startPostgres({ dir, durability: (process.argv[3] ?? 'throwaway') as any });
try {
  const made: any[] = [];
  for (const [service, migrationsDir, create] of [['order', ORDER_MIGRATIONS, createOrderService], ['payment', PAYMENT_MIGRATIONS, createPaymentService], ['workflow', WORKFLOW_MIGRATIONS, createWorkflowService], ['report', REPORT_MIGRATIONS, createReportService]] as const) {
    if (only && only !== 'all' && only !== service) continue;
    const test = await createTestDatabase({ postgresUrl: pg.url, service, migrationsDir });
    made.push(create({ urls: test.urls, feed, clock: house.clock, newId: house.newId, log: pino({ level: 'warn' }), publicKeys: () => [], newRequestId: () => 'x' } as any));
  }
  const times: Record<string, { n: number; ms: number }> = {};
  for (const s of made) {
    const db = s.database; const orig = db.withTenant.bind(db);
    db.withTenant = (tenant: any, work: any, o: any) => { const b = performance.now(); return orig(tenant, (tx: any) => {
      const wrap = (f: any) => async (text: string, v: any) => { const a = performance.now(); const r = await f(text, v); const k = s.name + ' ' + text.trim().replace(/\s+/g, ' ').slice(0, 50); (times[k] ??= { n: 0, ms: 0 }).n++; times[k]!.ms += performance.now() - a; return r; };
      return work({ query: wrap(tx.query), execute: wrap(tx.execute), get drizzle() { return tx.drizzle; } });
    }, o).finally(() => { const k = s.name + ' TX'; (times[k] ??= { n: 0, ms: 0 }).n++; times[k]!.ms += performance.now() - b; }); };
  }
  t = performance.now();
  const cpu = process.cpuUsage();
  const heads = await feed.heads();
  await Promise.all(made.map(async (s) => { const from = performance.now(); await s.start(); await s.caughtUpTo(heads, 300_000); console.log(s.name, (performance.now() - from).toFixed(0)); }));
  const used = process.cpuUsage(cpu);
  console.log('all', (performance.now() - t).toFixed(0), 'node cpu ms', (used.user + used.system) / 1000);
  for (const [k, v] of Object.entries(times).sort((a, b) => b[1].ms - a[1].ms).slice(0, 16)) console.log(v.ms.toFixed(0).padStart(7), String(v.n).padStart(4), k);
  for (const s of made) await s.stop();
} finally { await pg.stop(); }
