import { readFileSync, writeFileSync } from 'node:fs';
import { NOW, StoreFixture } from './_journal-fixture.ts';
const store = new StoreFixture(); const identity = store.identity();
const j0 = store.open('t1', identity); const order = store.newId(); const peer = store.open('p', store.identity());
for (let n = 0; n < 20; n++) j0.append(store.draft(order, `note ${n}`), NOW);
j0.receive(peer.batchAfter(peer.ownChain, 0, { entries: 9, bytes: 1e6 })!, NOW);
const truth = JSON.stringify(j0.after(0, 100).map((x) => x.entry)); const heads = JSON.stringify(j0.heads());
store.close(j0);
const path = store.path('t1'); const whole = readFileSync(path);
let faults = 0, fine = 0; const other = new Map<string, number>(); const codes = new Map<string, number>(); const lies = new Map<string, number>();
const step = Number(process.argv[2] ?? 7);
for (let at = Number(process.argv[3] ?? 20); at < whole.length; at += step) for (const mask of [1, 0x80]) {
  const s = Buffer.from(whole); s[at]! ^= mask; writeFileSync(path, s);
  try {
    const j = store.open('t1', identity);
    try {
      const skip = process.argv[4] === 'nocheck'; if (!skip) j.checkStructure();
      if (JSON.stringify(j.after(0, 100).map((x) => x.entry)) !== truth) lies.set('after ' + at, mask);
      if (JSON.stringify(j.heads()) !== heads) lies.set('heads ' + at, mask);
      if (j.byAggregate(order).length !== 20) lies.set('agg ' + at, mask);
      if (!skip) { j.append(store.draft(order, 'x'), NOW); while (j.scrub(100) > 0); }
    } finally { store.close(j); }
    fine++;
  } catch (e: any) {
    if (e.name === 'Fault') { faults++; codes.set(e.code, (codes.get(e.code) ?? 0) + 1); }
    else other.set(`${e.name} ${e.code ?? ''} ${e.message}`.slice(0, 150) + ' @ ' + (e.stack.split('\n').find((l: string) => l.includes('/journal/')) ?? '').trim().slice(-60), at);
  }
}
console.log({ size: whole.length, faults, fine, codes }); console.log(other); console.log(lies);
store[Symbol.dispose]();
