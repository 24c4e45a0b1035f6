import type { Result } from '@beaveros/kit';
import { openDatabase, POOL_LIMITS, type ServiceDatabaseUrls } from '@beaveros/service-kit';
import { TenantKeys } from '../keys/tenant-keys.ts';
import {
  type Appended,
  appendBackOffice,
  type AppendRefusal,
  type BackOfficeDraft,
  type WriterDependencies,
} from './back-office.ts';

/** What writes back-office chains in a process of services; any number of processes may have one. */
export interface BackOfficePen extends AsyncDisposable {
  append(draft: BackOfficeDraft): Promise<Result<Appended, AppendRefusal>>;
}

/** Grants are rare beside sales; two write while a third waits for its chain's lock. */
const SESSIONS_MAX = 3;

/**
 * A pen of its own for the services of this process, wherever replication itself runs: the chain's row and its advisory
 * lock make one writer of all of them. Opens no session before the first append; replication has migrated by then.
 */
export function openBackOfficePen({
  urls,
  sealKey,
  onIdleError,
  ...writer
}: Omit<WriterDependencies, 'keys'> & {
  readonly urls: Pick<ServiceDatabaseUrls, 'app' | 'reader'>;
  /** 32 bytes, the host's secret. */
  readonly sealKey: Uint8Array;
  readonly onIdleError: (error: Error) => void;
}): BackOfficePen {
  const database = openDatabase(urls, { limits: { ...POOL_LIMITS, max: SESSIONS_MAX }, onIdleError });
  const dependencies = { ...writer, database, keys: new TenantKeys(database, sealKey) };
  return {
    append: (draft) => appendBackOffice(dependencies, draft),
    [Symbol.asyncDispose]: () => database.close(),
  };
}
