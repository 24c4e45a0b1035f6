import { Fault } from '@beaveros/kit';
import { postgresUrlVariable, provisionDatabase, type ServiceDatabaseUrls } from '@beaveros/service-kit';

export interface ProvisionServiceOptions {
  /** A superuser of the server, or at least CREATEDB, CREATEROLE and BYPASSRLS. */
  readonly adminUrl: string;
  /** The service's name by its folder: `product-catalog`. */
  readonly service: string;
  /** At least 16 characters, the same at every start; the roles' passwords are derived from it. */
  readonly secret: string;
  /** `beaver_<service>` when not said. */
  readonly database?: string;
  /** REPLICATION for the reader: set when a real Electric reads this database. */
  readonly readerReplicates?: boolean;
}

/** The database of one service and its three roles, made or brought up to date. Idempotent. Faults: `provision/weak-secret`, `database/...`. */
export async function provisionServiceDatabase(
  options: ProvisionServiceOptions,
): Promise<ServiceDatabaseUrls> {
  const { service, database = databaseNameOf(service), ...rest } = options;
  return await provisionDatabase({ ...rest, database });
}

export function databaseNameOf(service: string): string {
  return `beaver_${service.replaceAll('-', '_')}`;
}

/**
 * On which server the database of a service lives: `DATABASE_URL_<SERVICE>` (`DATABASE_URL_PRODUCT_CATALOG`), else
 * `DATABASE_URL`, else `undefined` for the embedded one. Both are administrators' connection strings of a server; the
 * database of the service in it is always {@link databaseNameOf}. Faults: `config/invalid` with the variable as field.
 */
export function externalAdminUrl(
  env: Readonly<Record<string, string | undefined>>,
  service: string,
): string | undefined {
  for (const variable of [`DATABASE_URL_${service.replaceAll('-', '_').toUpperCase()}`, 'DATABASE_URL']) {
    const value = env[variable];
    if (value === undefined || value === '') continue;
    if (postgresUrlVariable.safeParse(value).success) return value;
    throw new Fault('config/invalid', `${variable} is not postgres://user:password@host:port/database`, {
      field: variable,
    });
  }
  return undefined;
}
