import { startPostgres } from '../../../host/src/postgres/index.ts';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { openHouse, ITEMS, TENANT, token, nthId } from './_fixtures.ts';
import { shapeSql } from './shape-sql.ts';
import { SHAPES } from '@beaveros/protocol/shapes';
const dir = mkdtempSync('/dev/shm/spg/x'); chmodSync(dir, 0o755); chmodSync('/dev/shm/spg', 0o755);
const pgs = await startPostgres({ dir, durability: 'throwaway' });
const house = await openHouse(pgs.url, { isRecorded: false });
let t = performance.now();
await house.catalog.query(`insert into till_items (tenant_id, id, name, sku, price, tax_ids, category_ids, barcodes, modifiers) select $1, gen_random_uuid(), 'name of item ' || n, 'SKU' || n, 1.5, jsonb_build_array($2::text), jsonb_build_array($2::text), jsonb_build_array((5000000000000 + n)::text), '[]' from generate_series(1, 100000) n`, [TENANT, nthId(1)]);
console.log('insert with capture', (performance.now()-t).toFixed());
await house.catalog.query('analyze');
const sql = shapeSql(SHAPES.find(s=>s.name===ITEMS)!, SHAPES);
for (const q of ['page','digest'] as const) { const v = q==='page' ? [TENANT, 2000, nthId(0)] : [TENANT];
 const r = await house.catalog.query('explain (analyze, buffers, timing off) '+sql[q], v); console.log(r.rows.map((x:any)=>x['QUERY PLAN']).join('\n')); }
for (const cols of ['(select n.id::text as id, n.tenant_id::text as t, n.name::text as name) r', '(select n.id::text as id, n.tenant_id::text, n.name::text, n.sku::text, n.type::text, n.price::text, n.is_active::text,n.is_sold_out::text,n.version::text) r','(select n.id::text as id, n.tenant_id::text, n.name::text, n.sku::text, n.type::text, n.price::text, n.category_ids::text,n.tax_ids::text,n.modifiers::text,n.barcodes::text,n.is_active::text,n.is_sold_out::text,n.version::text) r']) {
 const a = performance.now(); await house.catalog.query(`select sum(length(row_to_json(r)::text)) from till_items n, lateral ${cols}`); console.log(cols.length, (performance.now()-a).toFixed()); }
await house[Symbol.asyncDispose](); await pgs.stop(); rmSync(dir,{recursive:true,force:true}); process.exit(0);
