import { readFileSync, writeFileSync, rmSync, readdirSync } from 'node:fs';
import { instant } from '@beaveros/kit';
import { NOW, StoreFixture, TODAY } from './_journal-fixture.ts';
import { recoverJournal } from './recover-journal.ts';
const store = new StoreFixture(); const identity = store.identity();
const j0 = store.open('t1', identity); const order = store.newId(); const peer = store.open('p', store.identity());
for (let n = 0; n < 20; n++) j0.append(store.draft(order, `note ${n}`, { counters: ['receipt'] }), NOW);
j0.receive(peer.batchAfter(peer.ownChain, 0, { entries: 9, bytes: 1e6 })!, NOW);
const batch = j0.batchAfter(j0.ownChain, 0, { entries: 99, bytes: 1e6 })!;
peer.receive(batch, NOW);
const own = j0.ownChain;
store.close(j0);
const path = store.path('t1'); const whole = readFileSync(path);
const step = Number(process.argv[2] ?? 7); const help = process.argv[3] === 'help';
const tally = new Map<string, number>(); const bad = new Map<string, number>();
const fetch = (chain: string, seq: number) => peer.batchAfter(chain, seq - 1, { entries: 1, bytes: 1 })?.entries[0] ?? null;
for (let at = 0; at < whole.length; at += step) {
  const s = Buffer.from(whole); s[at]! ^= 0x81; writeFileSync(path, s);
  let damaged = false;
  try { const j = store.open('t1', identity); try { j.checkStructure(); while (j.scrub(99) > 0); j.nextCounter('receipt'); } finally { store.close(j); } } catch { damaged = true; }
  if (!damaged) continue;
  writeFileSync(path, s); rmSync(path + '-wal', { force: true }); rmSync(path + '-shm', { force: true });
  try {
    const r = await recoverJournal({ path, identity, clock: { now: () => instant(NOW + at) }, random: store.random, newId: store.newId, businessDate: TODAY, ...(help ? { fetch, signedHeads: [batch.head] } : { seriesUsed: 1 }) });
    const j = store.open('t1', identity);
    j.checkStructure(); while (j.scrub(99) > 0);
    const n = new Set(j.byAggregate(order).map((x) => x.event.id)).size;
    const k = `${r.isNewChain ? 'new' : 'same'} ${r.isEndKnown ? 'known' : 'unknown'} lost ${r.lost.length} notes ${n} series ${j.series} counter ${j.nextCounter('receipt')}`;
    tally.set(k, (tally.get(k) ?? 0) + 1);
    if (!r.isNewChain && (j.nextCounter('receipt') !== 21 || n !== 20)) bad.set('same ' + k, at);
    if (r.isNewChain && j.series < 2) bad.set('series ' + k, at);
    if (help && n !== 20) bad.set('help ' + k, at);
    j.append(store.draft(order, 'x'), NOW);
    store.close(j);
  } catch (e: any) { bad.set(`${e.name} ${e.code ?? ''} ${e.message} ${e.stack.split('\n').filter((l: string) => l.includes('/journal/')).slice(0, 2).map((l: string) => l.trim().slice(-45)).join(' < ')}`, at); }
  for (const f of readdirSync(store.directory)) if (f.includes('damaged')) rmSync(`${store.directory}/${f}`);
}
console.log(tally); console.log('BAD', bad);
store[Symbol.dispose]();
