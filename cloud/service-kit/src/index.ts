export {
  Database,
  type DatabaseOptions,
  openDatabase,
  type ServiceDatabaseUrls,
  type TransactionOptions,
  transientRetry,
} from './database.ts';
export { type MigrateOptions, type Migration, migrate, readMigrations } from './migrations.ts';
export { POOL_LIMITS, type PoolLimits } from './pool.ts';
export { isDuplicate, isTransient, postgresFault } from './postgres-errors.ts';
export { linked, uniquely } from './refused-writes.ts';
export { type ProvisionOptions, provisionDatabase, serviceDatabaseUrls } from './provision.ts';
export { assertTenantIsolation, TENANT_ISOLATION_SQL } from './tenant-isolation.ts';
export type { Transaction } from './transaction.ts';
export {
  durationMsVariable,
  flagVariable,
  logLevelVariable,
  parseConfig,
  portVariable,
  postgresUrlVariable,
  secretVariable,
} from './config.ts';
export {
  exportSigningKey,
  generateSigningKey,
  type Identity,
  importSigningKey,
  issueAccessToken,
  type PublicKey,
  type SigningKey,
  type TokenRefusal,
  verifyAccessToken,
} from './identity.ts';
export {
  type ApiError,
  COMMON_ERRORS,
  type CommonErrorCode,
  commonError,
  type ErrorAnswer,
  refusalAnswer,
  thrownAnswer,
} from './errors.ts';
export { tellChange } from './live/tell-change.ts';
export { decodeCursor, encodeCursor, pageOf } from './paging.ts';
export { BODY_BYTES_MAX } from './request-body.ts';
export {
  type Handler,
  type Handlers,
  type IdentityOf,
  inTransaction,
  type RouteDependencies,
  type RouteRequest,
  serveRoutes,
} from './routes.ts';
export {
  type Health,
  healthRoute,
  type Listening,
  listen,
  type Service,
  startAll,
  stopAll,
} from './service.ts';
