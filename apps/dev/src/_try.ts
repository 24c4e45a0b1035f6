import { temporaryHouse } from './house/house.ts';
import { stopwatch } from './house/script.ts';
import { RESTAURANT } from './seed/restaurant.ts';
const lap = stopwatch();
const house = await temporaryHouse([{ plan: RESTAURANT, tills: ['T1', 'T2'], hasPrinters: true }], lap);
const t = house.tenant('casa-castor');
const c = await t.signedIn('T1','marta'); await c.call('openShift',{shift:c.newId(),float:0 as never}); await c.until('status',{},(x)=>x.outbox===0); await t.api.all('listDocuments',{}); await t.api.call('readSales', { query: { from: '2026-01-01', to: '2026-12-31' } }); lap('used'); for (const till of t.tills.toReversed()) { await till.stop(); lap('stopped ' + till.name); }
await house.network[Symbol.asyncDispose](); lap('network');
await house.cloud.stop(); lap('cloud stopped');
await house[Symbol.asyncDispose](); lap('rest');
