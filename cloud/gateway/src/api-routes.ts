import {
  authUserRoutes,
  orderRoutes,
  paymentRoutes,
  productCatalogRoutes,
  type Route,
  replicationRoutes,
  reportRoutes,
  serviceEntityRoutes,
  workflowRoutes,
} from '@beaveros/protocol/gateway';

/** Every call of the API, of all services: what the gateway forwards and documents. One line a service. */
export const API_ROUTES: readonly Route[] = [
  ...authUserRoutes,
  ...serviceEntityRoutes,
  ...productCatalogRoutes,
  ...orderRoutes,
  ...paymentRoutes,
  ...workflowRoutes,
  ...reportRoutes,
  ...replicationRoutes,
];
