// Makes the folder of a till that has sold for months: `{from, to}`, a till with its rows, and where to put the other. Every
// entry is the real command's, through the core's own door; in memory, where a sync is free, and copied to the disk at last.
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { assert, idMinter, instant, ONE } from '@beaveros/kit';
import { IPC_VERSION, type IpcCallName, type IpcInput, type IpcOutput } from '@beaveros/protocol/ipc';
import type { Core } from '@beaveros/terminal-core';
import * as z from 'zod';
import { MANAGER, MANAGER_NAME } from '../catalogue.ts';
import { openCore } from '../in-process-core.ts';
import { told } from '../run-entry.ts';

/** What the budget speaks of. A sale is three commands of three lines: open, add, pay and close. */
const ENTRIES = 120_000;
const OPEN_ORDERS = 40;
const LINES = 3;
/** Orders whose facts the core surely still holds. */
const SALES_PER_TURN = 10;
/** Entries that are there beside the sales: the opening of the chain and of the shift. */
const OPENINGS = 2;

const { from, to } = z.object({ from: z.string(), to: z.string() }).parse(told());
const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'beaveros-sold-till-'));
try {
  cpSync(from, dir, { recursive: true });
  const core = openCore(dir);
  await sell(core);
  for (const store of core.stores.all()) store.catchUp();
  await core[Symbol.asyncDispose]();
  cpSync(dir, to, { recursive: true });
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0);

async function sell(core: Core): Promise<void> {
  const newId = idMinter(
    { now: () => instant(Date.now()) },
    { bytes: (count) => new Uint8Array(randomBytes(count)) },
  );
  let session: string | null = null;
  let id = 0;
  const call = async <Name extends IpcCallName>(
    name: Name,
    input: IpcInput<Name>,
  ): Promise<IpcOutput<Name>> => {
    const answer = await core.answer({
      v: IPC_VERSION,
      id: (id += 1),
      call: name,
      session,
      commandId: newId<'Command'>(),
      input,
    });
    assert('ok' in answer && answer.ok, `${name}: ${JSON.stringify(answer)}`);
    return answer.value as IpcOutput<Name>;
  };
  const { staff } = await call('staff', {});
  const { user } = staff.find(({ name }) => name === MANAGER_NAME)!;
  ({ session } = await call('signIn', { user, pin: MANAGER.pin }));
  await call('openShift', { shift: newId<'Shift'>(), float: 0 as never });
  const { methods } = await call('paymentMethods', {});
  const { items } = await call('items', { category: null, limit: 200, offset: 0 });
  const open = async (nth: number) => {
    const order = newId<'Order'>();
    await call('openOrder', { order, kind: 'counter', table: null, guests: null });
    const lines = Array.from({ length: LINES }, (_, at) => ({
      line: newId<'Line'>(),
      item: items[(nth + at) % items.length]!.id,
      quantityMicro: ONE,
      options: [],
      note: null,
      override: null,
    }));
    return (await call('addLines', { order, lines })).order;
  };
  const sales = Math.floor((ENTRIES - OPENINGS - 2 * OPEN_ORDERS) / 3);
  for (let sale = 0; sale < sales; sale += 1) {
    const { order, total } = await open(sale);
    const tenders = [{ payment: newId<'Payment'>(), method: methods[0]!.id, tendered: total }];
    await call('payAndClose', { order, document: newId<'Document'>(), tenders, printer: null });
    // The stores fold between two turns, while the orders are still in memory.
    if (sale % SALES_PER_TURN === 0) await nextTurn();
  }
  for (let nth = 0; nth < OPEN_ORDERS; nth += 1) await open(nth);
}
