import { startPostgres } from '../../../host/src/postgres/index.ts';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { openHouse, ITEMS, TENANT, token, insertItem, nthId } from './_fixtures.ts';
import { openRows } from '../../../../packages/terminal-core/src/stores/rows.ts';
import { startPull } from '../../../../packages/terminal-core/src/sync/pull/index.ts';
import { follow } from './_fixtures.ts';
const dir = mkdtempSync('/dev/shm/spg/x'); chmodSync(dir, 0o755); chmodSync('/dev/shm/spg', 0o755);
const pgs = await startPostgres({ dir, durability: 'throwaway' });
const house = await openHouse(pgs.url, { isRecorded: false });
const W='white hanging heart light holder metal lantern cream cupid hearts coat hanger knitted union flag hot water bottle red woolly star babushka nesting boxes glass frosted hand warmer jack polka dot assorted colour bird ornament poppy playhouse bedroom kitchen feltcraft princess charlotte doll ivory mug cosy box teaspoons vintage jigsaw blocks home building block word love door mat new england jam making set with jars rack paris fashion yellow lounge clock bakelike alarm green orange'.split(' ');
const N = Number(process.argv[2] ?? 100000);
let t = performance.now();
await house.catalog.query(`insert into taxes values ($1,$2,'VAT',0.2,'excluded',false,1,true,true)`, [nthId(0xaaaa), TENANT]);
await house.catalog.query(`insert into till_items (tenant_id, id, name, sku, price, tax_ids, category_ids, barcodes, modifiers) select $1, gen_random_uuid(), initcap((select string_agg(w, ' ') from (select (string_to_array($2, ' '))[1 + floor(random()*70)::int] w from generate_series(1, 2 + (n % 4)) where n = n) x)) || ' ' || n, 'SKU' || n, round((random()*100)::numeric, 2), jsonb_build_array($3::text), jsonb_build_array($4::text), jsonb_build_array((5000000000000 + n)::text), '[]' from generate_series(1, $5::int) n`, [TENANT, W.join(' '), nthId(0xaaaa), nthId(0xcccc), N]);
console.log('insert with capture', (performance.now()-t).toFixed());
await house.catalog.query('analyze');
{ t = performance.now(); let offset='-1', handle=''; let n=0; for(;;){ const a=performance.now(); const r = await fetch(house.shapeUrl(ITEMS)+'?offset='+offset+(handle?'&handle='+handle:''),{headers:{authorization:'Bearer '+token()}}); const b=await r.text(); n++; if(n<4||n>50) console.log(n, b.length, (performance.now()-a).toFixed(1), r.status); offset=r.headers.get('electric-offset')!; handle=r.headers.get('electric-handle')!; if(r.headers.has('electric-up-to-date')) break; } console.log('raw pages', n, (performance.now()-t).toFixed()); }
global.gc?.();
const dataDir = mkdtempSync('/tmp/s/rows');
const rows = openRows({ dir: dataDir, sealKey: Buffer.alloc(32) });
const { monitorEventLoopDelay } = await import('node:perf_hooks'); const h = monitorEventLoopDelay({resolution:5}); h.enable();
t = performance.now();
const done = Promise.withResolvers<void>(); let applied = 0;
rows.onApplied((s)=>{ if (s===ITEMS) {applied++; done.resolve();} });
const pull = startPull({ rows, gatewayUrl: house.url, token: async () => token(), tenant: TENANT, clock: { now: () => Date.now() as never }, log: { warn: (f: any) => { if (String(f.shape).startsWith('product')) console.log('WARN', f.shape, f.err?.code, f.err?.field, f.err?.message, f.err?.cause); } } });
const timer = setTimeout(()=>{console.log(rows.status()); process.exit(1)}, 60000);
await done.promise; clearTimeout(timer);
console.log('first sync', (performance.now()-t).toFixed(), 'max loop delay', (h.max/1e6).toFixed(1), 'p99', (h.percentile(99)/1e6).toFixed(1)); h.disable();
console.log(rows.status().filter(s=>s.name.startsWith('product')));
// latency
const lat: number[] = [];
const one = rows.catalogue.items({category:null,limit:3,offset:0}).items[0]!;
for (let i=0;i<200;i++){ const p = Promise.withResolvers<void>(); const off = rows.onApplied(s=>{ if(s===ITEMS) p.resolve(); }); const a=performance.now(); await house.catalog.query('update till_items set price=$1 where id=$2',[i+0.5, one.id]); await p.promise; lat.push(performance.now()-a); off(); }
lat.sort((a,b)=>a-b); console.log('change->applied p50', lat[100]!.toFixed(2), 'p95', lat[190]!.toFixed(2), rows.catalogue.item(one.id)!.priceMicro);
// reads
const bench=(name:string, qs: string[], f:(q:string)=>unknown)=>{ const d:number[]=[]; for (const q of qs){const a=performance.now(); f(q); d.push(performance.now()-a);} d.sort((a,b)=>a-b); console.log(name,'p50',d[d.length>>1]!.toFixed(3),'p99',d[Math.floor(d.length*.99)]!.toFixed(3),'max',d.at(-1)!.toFixed(3)); };
const ids = rows.catalogue.items({category:null,limit:2000,offset:0}).items.map(i=>i.id);
bench('item', ids, q=>rows.catalogue.item(q));
bench('scan', Array.from({length:1000},(_, i)=>String(5000000000000+1+(i*97)%N)), q=>rows.catalogue.scan(q));
const r=(n:number)=>Math.floor(Math.random()*n); const L='abcdefghijklmnopqrstuvwxyz0123456789';
const gens: Record<string,()=>string> = { one:()=>L[r(36)]!, two:()=>L[r(26)]!+L[r(26)]!, three:()=>W[r(W.length)]!.slice(0,3), word:()=>W[r(W.length)]!, twoWords:()=>W[r(W.length)]!+' '+W[r(W.length)]!, prefixWords:()=>W[r(W.length)]!.slice(0,2)+' '+W[r(W.length)]!.slice(0,1), miss:()=>'zz'+W[r(W.length)], wordMiss:()=>W[r(W.length)]+' qqq', sku:()=>'SKU'+r(N), num:()=>W[r(W.length)]+' '+r(1000)};
for (const [n,g] of Object.entries(gens)) bench('search '+n, Array.from({length:300},g), q=>rows.catalogue.search(q, 50));
bench('list', Array.from({length:100},()=>'x'), ()=>rows.catalogue.items({category:nthId(0xcccc), limit:50, offset:r(N-50)}));
await pull[Symbol.asyncDispose]();
console.log('rss', (process.memoryUsage().rss/1e6).toFixed());
rows[Symbol.dispose]();
await house[Symbol.asyncDispose](); await pgs.stop(); rmSync(dir,{recursive:true,force:true});
process.exit(0);
