import { describe, expect, it } from 'vitest';
import { databasesOf, readConfig, SERVICE_NAMES } from './config.ts';

const URL_OF_A_SERVER = 'postgres://admin:hunter2@db:5432/postgres';

describe('readConfig', () => {
  it('runs everything on the embedded server when nothing is said', () => {
    expect(readConfig({}, undefined)).toEqual({
      runs: [...SERVICE_NAMES, 'gateway'],
      adminUrls: {},
      serviceUrls: {},
      electricUrls: {},
      logLevel: 'info',
      trustsForwardedFor: false,
      backOfficeDir: null,
    });
  });

  it('takes one server for all databases, or one for each', () => {
    const env = {
      DATABASE_URL: URL_OF_A_SERVER,
      DATABASE_URL_PRODUCT_CATALOG: 'postgres://admin:x@other/postgres',
    };
    const { adminUrls } = readConfig(env, 'order');
    expect(adminUrls.order).toBe(URL_OF_A_SERVER);
    expect(adminUrls['product-catalog']).toBe('postgres://admin:x@other/postgres');
  });

  it('takes a real Electric and other processes by service', () => {
    const env = {
      ELECTRIC_URL_PRODUCT_CATALOG: 'http://electric:3000',
      ELECTRIC_SECRET: 'of electric',
      SERVICE_URL_AUTH_USER: 'http://auth-user:8080',
    };
    expect(readConfig(env, 'gateway')).toMatchObject({
      runs: ['gateway'],
      electricUrls: { 'product-catalog': { url: 'http://electric:3000', secret: 'of electric' } },
      serviceUrls: { 'auth-user': 'http://auth-user:8080' },
    });
  });

  it.each([
    [{ DATABASE_URL: 'mysql://root:hunter2@db' }, undefined, 'DATABASE_URL'],
    [{ DATABASE_URL_ORDER: 'hunter2' }, undefined, 'DATABASE_URL_ORDER'],
    [{ SERVICE_URL_ORDER: 'hunter2' }, undefined, 'SERVICE_URL_ORDER'],
    [{ ELECTRIC_URL_ORDER: 'ftp://hunter2' }, undefined, 'ELECTRIC_URL_ORDER'],
    [{ LOG_LEVEL: 'hunter2' }, undefined, 'LOG_LEVEL'],
    [{ TRUST_FORWARDED_FOR: 'hunter2' }, undefined, 'TRUST_FORWARDED_FOR'],
    [{}, 'orders', 'service'],
    [{}, 'order', 'DATABASE_URL_REPLICATION'],
    [{ DATABASE_URL_REPLICATION: URL_OF_A_SERVER }, 'order', 'DATABASE_URL_ORDER'],
  ])('names what is wrong, not its value: %j %s', (env, service, field) => {
    let fault: unknown;
    try {
      readConfig(env, service);
    } catch (error) {
      fault = error;
    }
    expect(fault).toMatchObject({ code: 'config/invalid', field });
    expect(String(fault)).not.toContain('hunter2');
  });

  it('knows which databases a process needs', () => {
    expect([...databasesOf(['order'])]).toEqual(['replication', 'order']);
    expect([...databasesOf(['gateway'])]).toEqual([]);
    expect([...databasesOf(['replication'])]).toEqual([...SERVICE_NAMES]);
  });
});
