console.log('rss empty', process.memoryUsage().rss/1e6|0);
const { openRows } = await import('./src/stores/rows.ts');
console.log('rss stores imported', process.memoryUsage().rss/1e6|0);
const t=performance.now(); const rows = openRows({ dir: process.argv[2]!, sealKey: Buffer.alloc(32) }); console.log('open ms', (performance.now()-t).toFixed(1), 'rss', process.memoryUsage().rss/1e6|0);
await import('./src/sync/pull/index.ts'); console.log('pull imported', process.memoryUsage().rss/1e6|0);
for (const q of ['a','he','heart light','wh ha','sku1','qqq','red star woolly']) for (let i=0;i<100;i++) rows.catalogue.search(q, 50);
console.log('after searches', process.memoryUsage().rss/1e6|0, JSON.stringify(process.memoryUsage()));
