import type { OrderRows } from '@beaveros/domain/order';
import { id } from '@beaveros/kit';
import { type Database, openDatabase } from '@beaveros/service-kit';
import { createTestDatabase, type TestDatabase } from '@beaveros/service-kit/testing';
import { readOrder, toDomainRows } from './folded-rows.ts';
import { ORDER_MIGRATIONS } from './index.ts';

/** The service's tables in a database of a test file's own. */
export class OrderTables implements AsyncDisposable {
  readonly database: Database;
  readonly #test: TestDatabase;

  private constructor(test: TestDatabase) {
    this.#test = test;
    this.database = openDatabase(test.urls);
  }

  static async open(postgresUrl: string): Promise<OrderTables> {
    const service = { service: 'order', migrationsDir: ORDER_MIGRATIONS };
    return new OrderTables(await createTestDatabase({ postgresUrl, ...service }));
  }

  /** What they hold of an order, as the domain's rows. */
  async rowsOf(tenant: string, order: string): Promise<OrderRows> {
    return await this.database.withReadOnlyTenant(id<'tenant'>(tenant), async (tx) =>
      toDomainRows(await readOrder(tx, tenant, order)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.close();
    await this.#test.dispose();
  }
}
