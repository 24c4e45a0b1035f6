import { Fault } from '@beaveros/kit';
import { flagVariable, logLevelVariable, parseConfig } from '@beaveros/service-kit';
import * as z from 'zod';
import { externalAdminUrl } from './postgres/index.ts';

/** The eight databases of the cloud, in the order in which they start: the others follow replication's journal. */
export const SERVICE_NAMES = [
  'replication',
  'auth-user',
  'service-entity',
  'product-catalog',
  'order',
  'payment',
  'workflow',
  'report',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export interface HostConfig {
  /** What runs in this process: everything, or one of it. */
  readonly runs: readonly (ServiceName | 'gateway')[];
  /** Administrator's connection string of the server of each database; absent: the embedded one. */
  readonly adminUrls: Readonly<Partial<Record<ServiceName, string>>>;
  /** Where services answer that run in other processes. */
  readonly serviceUrls: Readonly<Partial<Record<ServiceName, string>>>;
  /** A real Electric for the shapes of a service, instead of the built-in server. */
  readonly electricUrls: Readonly<
    Partial<Record<ServiceName, { readonly url: string; readonly secret?: string }>>
  >;
  readonly logLevel: z.output<typeof logLevelVariable>;
  /** The last address of `X-Forwarded-For` is the caller's: only behind a proxy that sets it. */
  readonly trustsForwardedFor: boolean;
  /** Where the built back office is; null: the gateway serves the API only. */
  readonly backOfficeDir: string | null;
}

const VARIABLES = z.object({
  LOG_LEVEL: logLevelVariable.default('info'),
  TRUST_FORWARDED_FOR: flagVariable.default(false),
  ELECTRIC_SECRET: z.string().min(1).optional(),
  BEAVER_BACKOFFICE_DIR: z.string().min(1).optional(),
});

const urlVariable = z.url({ protocol: /^https?$/ });

/**
 * What the environment and `--service` say: `DATABASE_URL`, `DATABASE_URL_<SERVICE>`, `SERVICE_URL_<SERVICE>`,
 * `ELECTRIC_URL_<SERVICE>`, `ELECTRIC_SECRET`, `BEAVER_BACKOFFICE_DIR`, `LOG_LEVEL`, `TRUST_FORWARDED_FOR`. Faults:
 * `config/invalid`, `field` names the variable; values are never quoted.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  service: string | undefined,
): HostConfig {
  const variables = parseConfig(VARIABLES, env);
  const urls = (prefix: string) => {
    const shape = Object.fromEntries(
      SERVICE_NAMES.map((name) => [variable(prefix, name), urlVariable.optional()]),
    );
    const parsed = parseConfig(z.object(shape), env) as Readonly<Record<string, string | undefined>>;
    return byService((name) => parsed[variable(prefix, name)]);
  };
  const runs = runsOf(service);
  const adminUrls = byService((name) => externalAdminUrl(env, name));
  const needed = runs.includes('gateway') && runs.length === 1 ? [] : [...databasesOf(runs)];
  if (service !== undefined && service !== 'gateway') {
    // The embedded server belongs to one process.
    const without = needed.find((name) => adminUrls[name] === undefined);
    if (without !== undefined) {
      const field = variable('DATABASE_URL', without);
      throw new Fault('config/invalid', `${field} or DATABASE_URL is needed to run one service by itself`, {
        field,
      });
    }
  }
  const secret = variables.ELECTRIC_SECRET;
  const electricUrls = urls('ELECTRIC_URL');
  return {
    runs,
    adminUrls,
    serviceUrls: urls('SERVICE_URL'),
    electricUrls: byService((name) => {
      const url = electricUrls[name];
      return url === undefined ? undefined : { url, ...(secret === undefined ? {} : { secret }) };
    }),
    logLevel: variables.LOG_LEVEL,
    trustsForwardedFor: variables.TRUST_FORWARDED_FOR,
    backOfficeDir: variables.BEAVER_BACKOFFICE_DIR ?? null,
  };
}

/** Databases that a process needs: replication reads the published tables of all, the others follow its journal. */
export function databasesOf(runs: HostConfig['runs']): ReadonlySet<ServiceName> {
  if (runs.includes('replication')) return new Set(SERVICE_NAMES);
  const own = runs.filter((name) => name !== 'gateway');
  return new Set<ServiceName>(own.length === 0 ? [] : ['replication', ...own]);
}

function runsOf(service: string | undefined): HostConfig['runs'] {
  if (service === undefined) return [...SERVICE_NAMES, 'gateway'];
  const known = [...SERVICE_NAMES, 'gateway'] as const;
  const found = known.find((name) => name === service);
  if (found !== undefined) return [found];
  throw new Fault('config/invalid', `--service is not one of ${known.join(', ')}`, { field: 'service' });
}

const variable = (prefix: string, name: string): string =>
  `${prefix}_${name.replaceAll('-', '_').toUpperCase()}`;

function byService<T>(of: (name: ServiceName) => T | undefined): Partial<Record<ServiceName, T>> {
  const found: Partial<Record<ServiceName, T>> = {};
  for (const name of SERVICE_NAMES) {
    const value = of(name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}
