import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldAll } from '@beaveros/domain/journal';
import { accountFold, accountRows } from '@beaveros/domain/payment';
import { describeFoldedStore, giftCardEvening } from '@beaveros/testkit';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { afterAll, expect } from 'vitest';
import { MemoryArrivals } from '../_memory-arrivals.ts';
import { FoldedStore } from '../folded-store.ts';
import { accountStore, accountTables } from './accounts-folded.ts';

const dirs: string[] = [];
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

describeFoldedStore<Record<string, readonly unknown[]>>({
  name: "the till's accounts",
  alsoTold: [giftCardEvening],
  aggregates: (story) => story.accounts ?? [],
  expected: (account, facts) => {
    const { accounts, movements } = accountRows(foldAll(accountFold, account, facts).state);
    return { accounts, movements };
  },
  open: () => {
    const arrivals = new MemoryArrivals();
    const dir = mkdtempSync(join(tmpdir(), 'beaver-accounts-'));
    dirs.push(dir);
    const definition = accountStore(
      (account) => foldAll(accountFold, account, arrivals.factsOf(account)).state,
    );
    const store = new FoldedStore(definition, arrivals, dir);
    const { accounts, movements } = accountTables;
    return Promise.resolve({
      take: (entries: Parameters<MemoryArrivals['take']>[0]) => {
        arrivals.take(entries);
        store.catchUp();
        expect(store.fault).toBeNull();
        return Promise.resolve();
      },
      rows: (account: string) => {
        const db = drizzle({ client: store.db });
        return Promise.resolve({
          accounts: db.select().from(accounts).where(eq(accounts.id, account)).all(),
          movements: db.select().from(movements).where(eq(movements.accountId, account)).all(),
        });
      },
      [Symbol.asyncDispose]: () => {
        store[Symbol.dispose]();
        return Promise.resolve();
      },
    });
  },
});
