import { authUserRoutes } from '@beaveros/protocol/gateway';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ADMIN, type House, openHouse } from './_house.ts';
import type { CreatedTenant } from './index.ts';

// Two tenants; the second holds canary values. Nothing that the first asks for, by any route and with the second's own
// ids, contains one or changes anything of the second.

const CANARY = 'canary';
let house: House;
let ours: CreatedTenant;
let theirs: CreatedTenant;
let token: string;
let theirStore: string;
let theirUser: string;
let theirSession: { readonly refreshToken: string };

beforeAll(async () => {
  house = await openHouse(inject('postgresUrl'));
  ours = await house.tenant('ours');
  theirs = await house.tenant(`${CANARY}-tenant`);
  token = (await house.signIn('ours')).accessToken;
  theirSession = await house.signIn(`${CANARY}-tenant`);
  const their = { token: (await house.signIn(`${CANARY}-tenant`)).accessToken };
  theirStore = house.newId();
  const body = {
    username: `${CANARY}-user`,
    password: 'canary password',
    firstName: CANARY,
    email: `${CANARY}@example.org`,
    storeIds: [theirStore],
    roleIds: [theirs.roleIdByName['Manager']!],
  };
  theirUser = (await house.call('POST', '/v1/users', { ...their, body })).body.id;
  await house.call('POST', '/v1/roles', {
    ...their,
    body: { name: `${CANARY} role`, permissions: { can_sell: true } },
  });
});
afterAll(() => house[Symbol.asyncDispose]());

const everythingOfTheirs = () =>
  Promise.all(
    ['tenants', 'users', 'roles', 'user_roles', 'user_stores', 'store_staff', 'audit_log'].map((table) =>
      house.sql(
        `select * from ${table} where ${table === 'tenants' ? 'id' : 'tenant_id'} = $1 order by 1, 2`,
        [theirs.tenantId],
      ),
    ),
  );

const BODIES: Readonly<Record<string, () => object>> = {
  signIn: () => ({ tenant: 'ours', username: `${CANARY}-user`, password: 'canary password' }),
  refreshSession: () => ({ refreshToken: theirSession.refreshToken.replace(theirs.tenantId, ours.tenantId) }),
  signOut: () => ({ refreshToken: theirSession.refreshToken.replace(theirs.tenantId, ours.tenantId) }),
  changeMyPassword: () => ({ current: 'canary password', password: 'taken over by us' }),
  createUser: () => ({
    username: 'spy',
    password: 'taken over by us',
    roleIds: [theirs.roleIdByName['Admin']],
  }),
  updateUser: () => ({ firstName: 'taken over' }),
  setUserPassword: () => ({ password: 'taken over by us' }),
  setUserPin: () => ({ pin: '666666' }),
  setUserRoles: () => ({ roleIds: [ours.roleIdByName['Manager']] }),
  setUserStores: () => ({ storeIds: [] }),
  createRole: () => ({ name: 'spies', permissions: {} }),
  setRolePermissions: () => ({ permissions: {} }),
};

describe('a neighbour', () => {
  it.each(authUserRoutes.map((route) => [route.name, route] as const))(
    'is out of sight of %s',
    async (name, route) => {
      const before = await everythingOfTheirs();
      const path = route.path
        .replace('{userId}', theirUser)
        .replace('{roleId}', theirs.roleIdByName['Manager']!)
        .replace('{storeId}', theirStore);
      const body = BODIES[name]?.();
      const answer = await house.call(route.method, path, { token, ...(body === undefined ? {} : { body }) });
      expect(JSON.stringify(answer.body)).not.toContain(CANARY);
      expect(answer.status).toBeLessThan(500);
      if (path !== route.path && name !== 'resetStorePins') expect(answer.status).toBe(404);
      expect(await everythingOfTheirs()).toEqual(before);
    },
  );

  it('is found by slug through the one function, which answers id and status only and is shut to all but the service', async () => {
    const { rows } = await appSession((client) =>
      client.query('select * from tenant_by_slug($1)', [`${CANARY}-tenant`]),
    );
    expect(rows).toEqual([{ id: theirs.tenantId, status: 'active' }]);
    expect((await appSession((client) => client.query('select * from tenants'))).rows).toEqual([]);
    const grants = await house.sql(
      "select grantee::text from information_schema.routine_privileges where routine_name = 'tenant_by_slug' order by 1",
    );
    expect(grants).toHaveLength(2); // owner and app
    expect(JSON.stringify(grants)).not.toContain('PUBLIC');
  });

  it('cannot be written to the audit log afterwards: a record is neither changed nor removed by the service', async () => {
    for (const text of ["update audit_log set action = 'x'", 'delete from audit_log']) {
      await expect(appSession((client) => client.query(text))).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('leaves no trace in the log of a call of ours', () => {
    const lines = house
      .logged()
      .split('\n')
      .filter((line) => line.includes(ours.tenantId));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.join('\n')).not.toContain(CANARY);
    expect(lines.join('\n')).not.toContain(ADMIN.password);
  });
});

async function appSession<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(house.appUrl);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
