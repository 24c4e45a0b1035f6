import { zId, zInstant, zName } from '@beaveros/domain/scalars';
import * as z from 'zod';
import { defineRoute, page, pageQuery } from './route.ts';

const SERVICE = 'auth-user';

/** About 100 stores fit a token; who works in more is given all of them. */
const STORES_PER_USER_MAX = 100;
const ROLES_PER_USER_MAX = 20;

const zSlug = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
/** Compared without case; spaces around it are a slip of the thumb. */
const zUsername = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(100)
  .regex(/^[^\s/]+$/u);
/** NIST SP 800-63B section 5.1.1: length is what counts. The upper bound keeps the cost of hashing in hand. */
const zNewPassword = z.string().min(8).max(256);
const zEmail = z.email().max(255);
const zPermissions = z.record(z.string().min(1).max(100), z.boolean());
const zDone = z.strictObject({});

const zSession = z.strictObject({
  /** Ten minutes; EdDSA. */
  accessToken: z.string(),
  expiresAt: zInstant,
  /** Thirty days, one use; the answer to its use has the next one. */
  refreshToken: z.string(),
  refreshExpiresAt: zInstant,
});

/** An open session. */
export type SessionView = z.output<typeof zSession>;

const zMe = z.strictObject({
  id: zId<'User'>(),
  tenantId: zId<'Tenant'>(),
  username: z.string(),
  name: zName,
  permissions: z.array(z.string()),
  storeIds: z.union([z.literal('all'), z.array(zId<'Store'>())]),
});

const zUser = z.strictObject({
  id: zId<'User'>(),
  username: z.string(),
  email: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  isActive: z.boolean(),
  lastLoginAt: zInstant.nullable(),
  hasPin: z.boolean(),
  hasAllStores: z.boolean(),
  roleIds: z.array(zId<'Role'>()),
  storeIds: z.array(zId<'Store'>()),
});
/** A user as the back office sees one. */
export type UserView = z.output<typeof zUser>;

const zRole = z.strictObject({
  id: zId<'Role'>(),
  name: z.string(),
  description: z.string().nullable(),
  permissions: zPermissions,
});
/** A role as the back office sees one. */
export type RoleView = z.output<typeof zRole>;

const zUserFields = z.strictObject({
  email: zEmail.nullable().optional(),
  firstName: z.string().min(1).max(100).nullable().optional(),
  lastName: z.string().min(1).max(100).nullable().optional(),
});
const zRoleIds = z.array(zId<'Role'>()).max(ROLES_PER_USER_MAX);
const zStoreIds = z.array(zId<'Store'>()).max(STORES_PER_USER_MAX);

const signIn = defineRoute({
  name: 'signIn',
  service: SERVICE,
  method: 'POST',
  path: '/v1/sign-in',
  identity: 'public',
  body: z.strictObject({ tenant: zSlug, username: zUsername, password: z.string().min(1).max(256) }),
  response: zSession,
  errors: ['auth/wrong-credentials', 'auth/too-many', 'auth/user-inactive', 'auth/tenant-suspended'],
  description: 'Opens a session. An unknown tenant, an unknown user and a wrong password are one answer.',
});

const refreshSession = defineRoute({
  name: 'refreshSession',
  service: SERVICE,
  method: 'POST',
  path: '/v1/sign-in/refresh',
  identity: 'public',
  body: z.strictObject({ refreshToken: z.string().min(1).max(200) }),
  response: zSession,
  errors: ['session/wrong-credentials', 'session/revoked', 'auth/user-inactive', 'auth/tenant-suspended'],
  description:
    'Uses a refresh token up and issues the next. A used one that comes again ends its whole session.',
});

const signOut = defineRoute({
  name: 'signOut',
  service: SERVICE,
  method: 'POST',
  path: '/v1/sign-out',
  identity: 'public',
  body: z.strictObject({ refreshToken: z.string().min(1).max(200) }),
  response: zDone,
  errors: [],
  description: 'Ends the session of a refresh token. The same answer whether there was one or not.',
});

const getMe = defineRoute({
  name: 'getMe',
  service: SERVICE,
  method: 'GET',
  path: '/v1/me',
  identity: 'user',
  response: zMe,
  errors: ['user/not-found'],
  description: 'Who is signed in, with the permissions and stores that the next token will name.',
});

const changeMyPassword = defineRoute({
  name: 'changeMyPassword',
  service: SERVICE,
  method: 'PUT',
  path: '/v1/me/password',
  identity: 'user',
  body: z.strictObject({ current: z.string().min(1).max(256), password: zNewPassword }),
  response: zDone,
  errors: ['auth/wrong-credentials', 'auth/too-many', 'user/not-found'],
  description: 'Sets the own password and ends every session of its owner.',
});

const managed = { service: SERVICE, identity: 'user', permission: 'can_manage_users' } as const;

const listUsers = defineRoute({
  ...managed,
  name: 'listUsers',
  method: 'GET',
  path: '/v1/users',
  query: pageQuery.extend({ storeId: zId<'Store'>().optional() }),
  response: page(zUser),
  errors: ['store/not-yours'],
  description: 'Users by name; for a caller with some stores only those who work in one of them.',
});

const getUser = defineRoute({
  ...managed,
  name: 'getUser',
  method: 'GET',
  path: '/v1/users/{userId}',
  response: zUser,
  errors: ['user/not-found'],
  description: 'One user.',
});

const createUser = defineRoute({
  ...managed,
  name: 'createUser',
  method: 'POST',
  path: '/v1/users',
  body: zUserFields.extend({
    username: zUsername,
    password: zNewPassword,
    roleIds: zRoleIds.default([]),
    storeIds: zStoreIds.default([]),
    hasAllStores: z.boolean().default(false),
  }),
  response: zUser,
  errors: ['user/duplicate', 'user/forbidden', 'role/not-found'],
  description: 'Adds a user. Nobody gives a permission or a store that they do not have.',
});

const updateUser = defineRoute({
  ...managed,
  name: 'updateUser',
  method: 'PATCH',
  path: '/v1/users/{userId}',
  body: zUserFields.extend({ username: zUsername.optional(), isActive: z.boolean().optional() }),
  response: zUser,
  errors: ['user/not-found', 'user/forbidden', 'user/duplicate', 'user/own-account'],
  description:
    'Changes what is given. Deactivating ends every session of the user and takes them off the tills.',
});

const setUserPassword = defineRoute({
  ...managed,
  name: 'setUserPassword',
  method: 'PUT',
  path: '/v1/users/{userId}/password',
  body: z.strictObject({ password: zNewPassword }),
  response: zDone,
  errors: ['user/not-found', 'user/forbidden'],
  description: 'Sets a password for a user and ends every session of theirs.',
});

const setUserPin = defineRoute({
  ...managed,
  name: 'setUserPin',
  method: 'PUT',
  path: '/v1/users/{userId}/pin',
  body: z.strictObject({ pin: z.string().regex(/^\d{4,12}$/) }),
  response: zDone,
  errors: ['user/not-found', 'user/forbidden'],
  description: 'Sets the PIN that opens the tills of the stores a user works in, and nothing else.',
});

const clearUserPin = defineRoute({
  ...managed,
  name: 'clearUserPin',
  method: 'DELETE',
  path: '/v1/users/{userId}/pin',
  response: zDone,
  errors: ['user/not-found', 'user/forbidden'],
  description: 'Takes a PIN away: the user opens no till until a new one is set.',
});

const resetStorePins = defineRoute({
  ...managed,
  name: 'resetStorePins',
  method: 'POST',
  path: '/v1/stores/{storeId}/pin-resets',
  response: z.strictObject({ cleared: z.int().min(0) }),
  errors: [],
  description:
    'Takes the PIN of everyone who works in a store away: after one of its tills was lost or revoked.',
});

const setUserRoles = defineRoute({
  ...managed,
  name: 'setUserRoles',
  method: 'PUT',
  path: '/v1/users/{userId}/roles',
  body: z.strictObject({ roleIds: zRoleIds }),
  response: zUser,
  errors: ['user/not-found', 'user/forbidden', 'user/own-account', 'role/not-found'],
  description: 'The roles of a user, as a whole.',
});

const setUserStores = defineRoute({
  ...managed,
  name: 'setUserStores',
  method: 'PUT',
  path: '/v1/users/{userId}/stores',
  body: z.strictObject({ storeIds: zStoreIds, hasAllStores: z.boolean().default(false) }),
  response: zUser,
  errors: ['user/not-found', 'user/forbidden'],
  description:
    'The stores of a user, as a whole. Tills know those named here; hasAllStores is for the back office.',
});

const listRoles = defineRoute({
  ...managed,
  name: 'listRoles',
  method: 'GET',
  path: '/v1/roles',
  query: pageQuery,
  response: page(zRole),
  errors: [],
  description: 'Roles by name.',
});

const createRole = defineRoute({
  ...managed,
  name: 'createRole',
  method: 'POST',
  path: '/v1/roles',
  body: z.strictObject({
    name: z.string().min(1).max(100),
    description: z.string().max(2_000).nullable().default(null),
    permissions: zPermissions,
  }),
  response: zRole,
  errors: ['role/duplicate', 'role/unknown-permission', 'role/forbidden'],
  description: 'Adds a role. Nobody gives a permission that they do not have.',
});

const setRolePermissions = defineRoute({
  ...managed,
  name: 'setRolePermissions',
  method: 'PUT',
  path: '/v1/roles/{roleId}/permissions',
  body: z.strictObject({ permissions: zPermissions }),
  response: zRole,
  errors: ['role/not-found', 'role/unknown-permission', 'role/forbidden', 'role/own-role'],
  description:
    'The permissions of a role as a whole, `{"can_sell": true}`. Tills learn them with the staff of their store.',
});

const listAuditLog = defineRoute({
  ...managed,
  name: 'listAuditLog',
  method: 'GET',
  path: '/v1/audit-log',
  query: pageQuery,
  response: page(
    z.strictObject({
      id: zId<'Audit'>(),
      at: zInstant,
      /** Null: the operator of the host. */
      actorId: zId<'User'>().nullable(),
      action: z.string(),
      subjectId: zId(),
      details: z.record(z.string(), z.unknown()),
    }),
  ),
  errors: ['user/forbidden'],
  description: 'Who changed whom, newest first; for callers with all stores.',
});

/** The routes of cloud/services/auth-user. */
export const authUserRoutes = [
  signIn,
  refreshSession,
  signOut,
  getMe,
  changeMyPassword,
  listUsers,
  getUser,
  createUser,
  updateUser,
  setUserPassword,
  setUserPin,
  clearUserPin,
  resetStorePins,
  setUserRoles,
  setUserStores,
  listRoles,
  createRole,
  setRolePermissions,
  listAuditLog,
] as const;
