export {
  databaseNameOf,
  externalAdminUrl,
  type ProvisionServiceOptions,
  provisionServiceDatabase,
} from './provision.ts';
export {
  type Durability,
  type Postgres,
  type StartPostgresOptions,
  startPostgres,
} from './start-postgres.ts';
