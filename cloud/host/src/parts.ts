import type { BackOfficePen } from '@beaveros/replication';
import type { Clock, NewId, Random } from '@beaveros/kit';
import type { RouteDependencies, ServiceDatabaseUrls } from '@beaveros/service-kit';
import type { Feed } from '@beaveros/service-kit/ingest';
import type { HostConfig, ServiceName } from './config.ts';
import type { HostSecrets } from './secrets.ts';

/** What services are made of. */
export interface Parts extends RouteDependencies {
  readonly config: HostConfig;
  readonly secrets: HostSecrets;
  readonly urls: Readonly<Partial<Record<ServiceName, ServiceDatabaseUrls>>>;
  /** Replication's journal. */
  readonly feed: Feed;
  /** The stores' back-office chains, for services that make facts. */
  readonly pen: BackOfficePen;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
}

/** The three roles of a service's database. */
export function urlsOf({ urls }: Parts, name: ServiceName): ServiceDatabaseUrls {
  const found = urls[name];
  if (found === undefined) throw new TypeError(`the database of ${name} was not provisioned`);
  return found;
}
