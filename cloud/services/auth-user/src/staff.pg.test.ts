import { ROLE_TEMPLATES, zStoreStaffRow } from '@beaveros/domain/auth-user';
import { SHAPES } from '@beaveros/protocol/shapes';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Answer, type House, type Loose, openHouse } from './_house.ts';
import type { CreatedTenant } from './index.ts';
import { isSecret } from './secrets.ts';

let house: House;
let slug: string;
let count = 0;
let tenant: CreatedTenant;
let admin: string;
let storeA: string;
let storeB: string;

beforeAll(async () => {
  house = await openHouse(inject('postgresUrl'));
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(async () => {
  count += 1;
  slug = `staff-${count}`;
  tenant = await house.tenant(slug);
  admin = (await house.signIn(slug)).accessToken;
  [storeA, storeB] = [house.newId(), house.newId()];
});

const PASSWORD = 'a password of tests';
const role = (name: string) => tenant.roleIdByName[name]!;
const granted = (name: string) => {
  const { permissions } = ROLE_TEMPLATES.find((template) => template.name === name)!;
  return Object.fromEntries(permissions.map((permission) => [permission, true]));
};
const as = (token: string) => ({
  get: (path: string) => house.call('GET', path, { token }),
  post: (path: string, body: object) => house.call('POST', path, { token, body }),
  put: (path: string, body: object) => house.call('PUT', path, { token, body }),
  patch: (path: string, body: object) => house.call('PATCH', path, { token, body }),
  delete: (path: string) => house.call('DELETE', path, { token }),
});
const hire = async (username: string, more: object = {}): Promise<string> => {
  house.clock.advance(1);
  const { status, body } = await as(admin).post('/v1/users', { username, password: PASSWORD, ...more });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.id;
};
const staffRows = () =>
  house.sql('select * from store_staff where tenant_id = $1 order by store_id, name', [
    tenant.tenantId,
  ]) as Promise<readonly Loose[]>;
const code = (answer: Answer) => answer.body.error?.code ?? answer.status;

describe('what tills know of staff', () => {
  it('is one row per store, with the union of the roles, and exactly the columns of the shape', async () => {
    const bob = await hire('bob', {
      firstName: 'Bob',
      lastName: 'Ray',
      roleIds: [role('POS Operator'), role('Kitchen Staff')],
      storeIds: [storeA, storeB],
    });
    const rows = await staffRows();
    expect(rows.map(({ store_id }) => store_id)).toEqual([storeA, storeB].toSorted());
    expect(rows[0]).toMatchObject({ id: bob, name: 'Bob Ray', pin_verifier: null, is_active: true });
    expect(rows[0].permissions).toEqual({ ...granted('POS Operator'), ...granted('Kitchen Staff') });
    expect(rows[0].permissions).toMatchObject({ can_sell: true, can_manage_tickets: true });
    expect(rows[0].permissions).not.toHaveProperty('can_void_lines');
    const shape = SHAPES.find(({ name }) => name === 'auth-user.store_staff.v1')!;
    const columns = shape.columns.map(({ column }) => column);
    expect(Object.keys(rows[0]).toSorted()).toEqual([...columns, 'created_at', 'updated_at'].toSorted());
    const row = Object.fromEntries(shape.columns.map(({ column, field }) => [field, rows[0][column]]));
    expect(zStoreStaffRow.safeParse(row).success).toBe(true);
  });

  it('follows every change: name, role, permissions, stores, PIN, activity', async () => {
    const bob = await hire('bob', { roleIds: [role('POS Operator')], storeIds: [storeA] });
    const only = async () => (await staffRows())[0];
    expect((await only()).name).toBe('bob');

    await as(admin).patch(`/v1/users/${bob}`, { firstName: 'Robert' });
    expect((await only()).name).toBe('Robert');

    await as(admin).put(`/v1/roles/${role('POS Operator')}/permissions`, {
      permissions: { can_sell: true, can_fire: false },
    });
    expect((await only()).permissions).toEqual({ can_sell: true });

    await as(admin).put(`/v1/users/${bob}/roles`, { roleIds: [role('Kitchen Staff')] });
    expect((await only()).permissions).toEqual(granted('Kitchen Staff'));

    await as(admin).put(`/v1/users/${bob}/pin`, { pin: '4711' });
    expect(await isSecret((await only()).pin_verifier, '4711')).toBe(true);

    await as(admin).put(`/v1/users/${bob}/stores`, { storeIds: [storeB] });
    expect(await staffRows()).toMatchObject([
      { store_id: storeB, pin_verifier: (await only()).pin_verifier },
    ]);

    await as(admin).patch(`/v1/users/${bob}`, { isActive: false });
    expect(await only()).toMatchObject({ is_active: false });

    await as(admin).delete(`/v1/users/${bob}/pin`);
    expect(await only()).toMatchObject({ pin_verifier: null });
  });

  it('does not touch rows that would stay as they are', async () => {
    const bob = await hire('bob', { roleIds: [role('POS Operator')], storeIds: [storeA] });
    const versions = () =>
      house.sql('select xmin::text, name from store_staff where tenant_id = $1', [tenant.tenantId]);
    const before = await versions();
    await as(admin).patch(`/v1/users/${bob}`, { email: 'bob@example.org' });
    expect(await versions()).toEqual(before);
  });

  it('holds both of two changes made at once', async () => {
    const roleIds = [role('POS Operator'), role('Kitchen Staff')];
    await hire('bob', { roleIds, storeIds: [storeA] });
    for (let turn = 0; turn < 5; turn += 1) {
      const isOn = turn % 2 === 0;
      await Promise.all(
        roleIds.map((roleId, at) =>
          as(admin).put(`/v1/roles/${roleId}/permissions`, {
            permissions: { [['can_reprint', 'can_fire'][at]!]: isOn },
          }),
        ),
      );
      expect((await staffRows())[0].permissions).toEqual(isOn ? { can_reprint: true, can_fire: true } : {});
    }
  });

  it('stays as it was when the change is refused', async () => {
    const bob = await hire('bob', { roleIds: [role('POS Operator')], storeIds: [storeA] });
    const before = await staffRows();
    expect(code(await as(admin).put(`/v1/users/${bob}/roles`, { roleIds: [house.newId()] }))).toBe(
      'role/not-found',
    );
    expect(code(await as(admin).patch(`/v1/users/${bob}`, { firstName: 'X', username: 'ada' }))).toBe(
      'user/duplicate',
    );
    expect(await staffRows()).toEqual(before);
  });

  it('loses the PIN of everyone in a store whose till was revoked, and of nobody else', async () => {
    const [both, other] = [
      await hire('both', { storeIds: [storeA, storeB] }),
      await hire('other', { storeIds: [storeB] }),
    ];
    for (const user of [both, other]) await as(admin).put(`/v1/users/${user}/pin`, { pin: '123456' });
    expect((await as(admin).post(`/v1/stores/${storeA}/pin-resets`, {})).body).toEqual({ cleared: 1 });
    const withPin = (await staffRows()).filter((row) => row.pin_verifier !== null).map((row) => row.id);
    expect(withPin).toEqual([other]);
  });
});

describe('a PIN', () => {
  it.each(['123', '1234567890123', '12a4', '', ' 1234'])('is four to twelve digits, not %j', async (pin) => {
    const bob = await hire('bob', { storeIds: [storeA] });
    expect((await as(admin).put(`/v1/users/${bob}/pin`, { pin })).body.error).toMatchObject({
      code: 'request/invalid',
      field: 'body.pin',
    });
  });

  it('is in no table, answer or log in clear', async () => {
    const pin = '740285193';
    const bob = await hire('bob', { storeIds: [storeA] });
    const answer = await as(admin).put(`/v1/users/${bob}/pin`, { pin });
    expect(answer).toEqual({ status: 200, body: {} });
    expect((await as(admin).get(`/v1/users/${bob}`)).body).toMatchObject({ hasPin: true });
    const tables = ['users', 'store_staff', 'audit_log', 'sign_in_attempts', 'refresh_tokens'];
    const everything = await Promise.all(tables.map((table) => house.sql(`select * from ${table}`)));
    expect(JSON.stringify(everything)).not.toContain(pin);
    expect(house.logged()).not.toContain(pin);
  });
});

describe('users and roles', () => {
  it('are listed by pages in order of name', async () => {
    for (const name of ['zoe', 'bob', 'Cid']) await hire(name);
    const first = await as(admin).get('/v1/users?limit=3');
    expect(first.body.items.map((user: { username: string }) => user.username)).toEqual([
      'ada',
      'bob',
      'cid',
    ]);
    const second = await as(admin).get(`/v1/users?limit=3&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ username: 'zoe' }], nextCursor: null });
    const roles = await as(admin).get('/v1/roles');
    expect(roles.body.items.map((one: { name: string }) => one.name)).toEqual([
      'Admin',
      'Kitchen Staff',
      'Manager',
      'POS Operator',
      'Service Personnel',
    ]);
    const audit = await as(admin).get('/v1/audit-log?limit=2');
    expect(audit.body.items).toMatchObject([
      { action: 'user.created', actorId: tenant.adminId },
      { action: 'user.created' },
    ]);
    expect(
      (await as(admin).get(`/v1/audit-log?cursor=${audit.body.nextCursor}`)).body.items.at(-1),
    ).toMatchObject({
      action: 'tenant.created',
      actorId: null,
    });
  });

  it('have names that are unique within a tenant without case, and only there', async () => {
    await hire('bob', { email: 'bob@example.org' });
    expect(
      (await as(admin).post('/v1/users', { username: 'BOB', password: PASSWORD })).body.error,
    ).toMatchObject({
      code: 'user/duplicate',
      field: 'body.username',
    });
    expect(
      (await as(admin).post('/v1/users', { username: 'bo', email: 'Bob@example.org', password: PASSWORD }))
        .body.error,
    ).toMatchObject({
      code: 'user/duplicate',
      field: 'body.email',
    });
    await house.tenant(`${slug}-b`);
    const neighbour = (await house.signIn(`${slug}-b`)).accessToken;
    expect(
      code(
        await as(neighbour).post('/v1/users', {
          username: 'bob',
          email: 'bob@example.org',
          password: PASSWORD,
        }),
      ),
    ).toBe(200);
    expect(
      await house.service.createTenant({
        id: house.newId() as never,
        slug,
        name: 'x',
        admin: { username: 'a', password: PASSWORD },
      }),
    ).toEqual({
      ok: false,
      refusal: { code: 'tenant/duplicate' },
    });
  });

  it('refuse a permission that no code asks for, by its name', async () => {
    const permissions = { can_sell: true, can_fly: true };
    expect(
      (await as(admin).put(`/v1/roles/${role('Manager')}/permissions`, { permissions })).body.error,
    ).toMatchObject({
      code: 'role/unknown-permission',
      field: 'body.permissions.can_fly',
      details: { permission: 'can_fly' },
    });
    expect(code(await as(admin).post('/v1/roles', { name: 'Pilot', permissions: { can_fly: false } }))).toBe(
      'role/unknown-permission',
    );
    expect(code(await as(admin).post('/v1/roles', { name: 'Host', permissions: { can_sell: true } }))).toBe(
      200,
    );
    expect(code(await as(admin).post('/v1/roles', { name: 'Host', permissions: {} }))).toBe('role/duplicate');
  });

  it('give nobody what the giver does not have', async () => {
    const { body: limited } = await as(admin).post('/v1/roles', {
      name: 'Shift lead',
      permissions: { can_manage_users: true, can_sell: true },
    });
    const lead = { username: 'lead', password: PASSWORD };
    await hire('lead', { roleIds: [limited.id], storeIds: [storeA] });
    const bob = await hire('bob', { roleIds: [limited.id], storeIds: [storeA] });
    const far = await hire('far', { storeIds: [storeB] });
    const boss = await hire('boss', { roleIds: [role('Manager')], storeIds: [storeA] });
    const token = (await house.signIn(slug, lead)).accessToken;

    expect(code(await as(token).put(`/v1/users/${bob}/roles`, { roleIds: [role('Admin')] }))).toBe(
      'user/forbidden',
    );
    expect(code(await as(token).put(`/v1/users/${bob}/stores`, { storeIds: [storeB] }))).toBe(
      'user/forbidden',
    );
    expect(
      code(await as(token).put(`/v1/users/${bob}/stores`, { storeIds: [storeA], hasAllStores: true })),
    ).toBe('user/forbidden');
    expect(code(await as(token).put(`/v1/users/${boss}/password`, { password: PASSWORD }))).toBe(
      'user/forbidden',
    );
    expect(code(await as(token).put(`/v1/users/${boss}/pin`, { pin: '1234' }))).toBe('user/forbidden');
    expect(code(await as(token).get(`/v1/users/${far}`))).toBe('user/not-found');
    expect(code(await as(token).get(`/v1/users/${tenant.adminId}`))).toBe('user/not-found');
    expect(code(await as(token).post('/v1/users', { username: 'x', password: PASSWORD }))).toBe(
      'user/forbidden',
    );
    expect(
      code(await as(token).post('/v1/roles', { name: 'Mine', permissions: { can_view_reports: true } })),
    ).toBe('role/forbidden');
    expect(code(await as(token).put(`/v1/roles/${role('Manager')}/permissions`, { permissions: {} }))).toBe(
      'role/forbidden',
    );
    expect(code(await as(token).post(`/v1/stores/${storeB}/pin-resets`, {}))).toBe('store/not-yours');
    expect(code(await as(token).get(`/v1/users?storeId=${storeB}`))).toBe('store/not-yours');
    expect(code(await as(token).get('/v1/audit-log'))).toBe('user/forbidden');
    const seen = (await as(token).get('/v1/users')).body.items.map(
      (user: { username: string }) => user.username,
    );
    expect(seen).toEqual(['bob', 'boss', 'lead']);
    expect(code(await as(token).put(`/v1/users/${bob}/pin`, { pin: '1234' }))).toBe(200);
  });

  it('keep the administrator from locking everyone out', async () => {
    expect(code(await as(admin).patch(`/v1/users/${tenant.adminId}`, { isActive: false }))).toBe(
      'user/own-account',
    );
    expect(code(await as(admin).put(`/v1/users/${tenant.adminId}/roles`, { roleIds: [] }))).toBe(
      'user/own-account',
    );
    expect(code(await as(admin).put(`/v1/roles/${role('Admin')}/permissions`, { permissions: {} }))).toBe(
      'role/own-role',
    );
  });

  it('need the permission', async () => {
    await hire('bob', { roleIds: [role('POS Operator')], storeIds: [storeA] });
    const token = (await house.signIn(slug, { username: 'bob', password: PASSWORD })).accessToken;
    expect(code(await as(token).get('/v1/users'))).toBe('permission/missing');
    expect(code(await as(token).get('/v1/me'))).toBe(200);
  });
});

describe('createTenant', () => {
  it.each([
    ['slug', { slug: 'Not A Slug' }],
    ['name', { name: '' }],
    ['admin.password', { admin: { username: 'ada', password: 'short' } }],
  ])('names the bad field: %s', async (field, more) => {
    const draft = {
      id: house.newId() as never,
      slug: 'fine',
      name: 'Fine',
      admin: { username: 'ada', password: PASSWORD },
    };
    await expect(house.service.createTenant({ ...draft, ...more })).rejects.toMatchObject({
      code: 'tenant/invalid',
      field,
    });
  });
});
