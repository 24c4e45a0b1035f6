import pg from 'pg';
import { afterAll, describe, expect, inject, it } from 'vitest';
// Declares what `inject` knows.
import type {} from '@beaveros/service-kit/testing';
import { databaseNameOf, externalAdminUrl, provisionServiceDatabase } from './index.ts';

const postgresUrl = inject('postgresUrl');

async function query(url: string, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

afterAll(async () => {
  await query(postgresUrl, 'drop database if exists beaver_test_service with (force)');
  for (const kind of ['owner', 'app', 'reader'])
    await query(postgresUrl, `drop role if exists beaver_test_service_${kind}`);
});

describe('provisionServiceDatabase', () => {
  it('makes a database named after the service and keeps its rows when called again', async () => {
    const options = { adminUrl: postgresUrl, service: 'test-service', secret: 'a secret of sixteen' };
    const urls = await provisionServiceDatabase(options);
    await query(urls.owner, 'create table kept (n int)');
    expect(await provisionServiceDatabase(options)).toEqual(urls);
    expect(
      await query(
        urls.owner,
        "select current_database() as db, current_user as who, to_regclass('kept')::text as kept",
      ),
    ).toEqual([{ db: 'beaver_test_service', who: 'beaver_test_service_owner', kept: 'kept' }]);
    await expect(query(urls.app, 'create table mine (n int)')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('externalAdminUrl', () => {
  const all = 'postgres://admin:pw@db.internal/postgres';
  const own = 'postgres://admin:pw@orders.internal/postgres';

  it("prefers the service's own server, then the common one, then none", () => {
    expect(externalAdminUrl({ DATABASE_URL: all, DATABASE_URL_ORDER: own }, 'order')).toBe(own);
    expect(externalAdminUrl({ DATABASE_URL: all, DATABASE_URL_ORDER: own }, 'product-catalog')).toBe(all);
    expect(externalAdminUrl({ DATABASE_URL: '' }, 'order')).toBeUndefined();
    expect(externalAdminUrl({ DATABASE_URL_PRODUCT_CATALOG: own }, 'product-catalog')).toBe(own);
    expect(databaseNameOf('product-catalog')).toBe('beaver_product_catalog');
  });

  it('names the variable that is wrong, without its value', () => {
    expect(() => externalAdminUrl({ DATABASE_URL_ORDER: 'hunter2' }, 'order')).toThrow(
      expect.objectContaining({
        code: 'config/invalid',
        field: 'DATABASE_URL_ORDER',
        message: expect.not.stringContaining('hunter2'),
      }),
    );
  });
});
