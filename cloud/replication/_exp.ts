import pg from 'pg'; import { readFileSync } from 'node:fs';
import { shapeSql } from './src/shapes/shape-sql.ts'; import { SHAPES } from '@beaveros/protocol/shapes';
const s = JSON.parse(readFileSync('/tmp/s/srv.json','utf8'));
const db = new pg.Client({ connectionString: s.pg }); await db.connect();
const q = shapeSql(SHAPES.find(x=>x.table==='till_items')!, SHAPES);
const h = (await db.query('select pg_snapshot_xmin(pg_current_snapshot())::text h')).rows[0].h;
for (const mode of ['force_custom_plan','force_generic_plan']) { await db.query('set plan_cache_mode='+mode); await db.query('deallocate all');
await db.query('prepare q(uuid,pg_snapshot,xid8,bigint,int) as '+q.changes);
const r = await db.query(`explain (analyze, buffers, costs off) execute q('${s.tenant}','${h}:${h}:','${h}',0,1000)`); console.log(mode+'\n'+r.rows.map((x:any)=>x['QUERY PLAN']).join('\n')); }
const r = await db.query(`explain (analyze) update till_items set price=price+1 where id=(select id from till_items limit 1)`); console.log(r.rows.map((x:any)=>x['QUERY PLAN']).join('\n'));
await db.end();
