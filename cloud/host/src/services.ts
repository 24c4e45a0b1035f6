import { createAuthUserService } from '@beaveros/auth-user';
import { createOrderService } from '@beaveros/order';
import { createPaymentService } from '@beaveros/payment';
import { createProductCatalogService } from '@beaveros/product-catalog';
import { createReportService } from '@beaveros/report';
import { createServiceEntityService } from '@beaveros/service-entity';
import type { Service } from '@beaveros/service-kit';
import type { IslandDependencies } from '@beaveros/service-kit/ingest';
import { createWorkflowService } from '@beaveros/workflow';
import { SERVICE_NAMES, type ServiceName } from './config.ts';
import { type Parts, urlsOf } from './parts.ts';
import { replicationWithShapes } from './replication-with-shapes.ts';

/** How each service is made from them: one line each. */
const MAKERS = {
  replication: replicationWithShapes,
  'auth-user': (parts: Parts) =>
    createAuthUserService({
      ...parts,
      urls: urlsOf(parts, 'auth-user'),
      signingKey: parts.secrets.signingKey,
    }),
  'service-entity': (parts: Parts) => createServiceEntityService(islandOf(parts, 'service-entity')),
  'product-catalog': (parts: Parts) => createProductCatalogService(islandOf(parts, 'product-catalog')),
  order: (parts: Parts) => createOrderService(islandOf(parts, 'order')),
  payment: (parts: Parts) => createPaymentService(islandOf(parts, 'payment')),
  workflow: (parts: Parts) => createWorkflowService(islandOf(parts, 'workflow')),
  report: (parts: Parts) => createReportService(islandOf(parts, 'report')),
} satisfies Readonly<Record<ServiceName, (parts: Parts) => Service>>;

/** The services of this process, by name. */
export type Services = { readonly [Name in ServiceName]?: ReturnType<(typeof MAKERS)[Name]> };

export function createServices(parts: Parts): Services {
  const made = SERVICE_NAMES.filter((name) => parts.config.runs.includes(name)).map((name) => [
    name,
    MAKERS[name]({ ...parts, log: parts.log.child({ service: name }) }),
  ]);
  return Object.fromEntries(made) as Services;
}

function islandOf(parts: Parts, name: ServiceName): IslandDependencies {
  const { publicKeys, clock, log, newRequestId, feed, newId, pen } = parts;
  const appendBackOffice: IslandDependencies['appendBackOffice'] = (entry) => pen.append(entry);
  return { publicKeys, clock, log, newRequestId, feed, newId, appendBackOffice, urls: urlsOf(parts, name) };
}
