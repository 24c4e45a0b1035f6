import { Fault, type Id } from '@beaveros/kit';
import {
  Database,
  type ServiceDatabaseUrls,
  type Transaction,
  type TransactionOptions,
} from '@beaveros/service-kit';

/** Where the session to PostgreSQL breaks: then nothing is stored, or everything is and nobody is told. */
export type Break = 'before-commit' | 'after-commit';

/** A service's door to its database whose session breaks when it is told to: real transactions, really rolled back. */
export class BreakableDatabase extends Database {
  readonly #breaks: Break[] = [];
  /** How many breaks came to pass. */
  broken = 0;

  constructor(urls: Pick<ServiceDatabaseUrls, 'app' | 'reader'>) {
    super(urls, {});
  }

  /** The next writing transactions break, in this order. */
  breakNext(...how: readonly Break[]): void {
    this.#breaks.push(...how);
  }

  mend(): void {
    this.#breaks.length = 0;
  }

  override async withTenant<T>(
    tenantId: Id<'tenant'>,
    work: (tx: Transaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const how = this.#breaks.shift();
    if (how === undefined) return await super.withTenant(tenantId, work, options);
    this.broken += 1;
    const lost = new Fault('database/connection-lost', `the session broke ${how}`);
    await super.withTenant(
      tenantId,
      async (tx) => {
        await work(tx);
        if (how === 'before-commit') throw lost;
      },
      options,
    );
    throw lost;
  }
}
