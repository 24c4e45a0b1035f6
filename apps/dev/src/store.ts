// `npm run store -- rebuild|verify|show DIR`: a till's folded tables, on its data folder, while no core runs on it (the
// journal's lock says so). `verify` reads the whole journal back, folds every store anew beside and compares; `rebuild`
// folds anew and swaps; `show` counts. Last line `{"ok","stores"}`.
import { Fault } from '@beaveros/kit';
import { runScript } from './house/script.ts';
import { inspectStores, STORE_ACTIONS, type StoreAction } from './inspect/inspect-stores.ts';

await runScript(async () => {
  const [action, dir, ...rest] = process.argv.slice(2);
  if (!STORE_ACTIONS.includes(action as StoreAction)) {
    throw new Fault(
      'argument/invalid',
      `expected ${STORE_ACTIONS.join('|')} DIR, not ${action ?? 'nothing'}`,
      { field: 'action' },
    );
  }
  if (dir === undefined || rest.length > 0) {
    throw new Fault('argument/invalid', 'expected one data folder of a till', { field: 'DIR' });
  }
  const stores = await inspectStores(action as StoreAction, dir, (line) => process.stderr.write(`${line}\n`));
  const ok = stores.every((store) => store.ok);
  process.stdout.write(`${JSON.stringify({ ok, stores })}\n`);
  return ok;
});
