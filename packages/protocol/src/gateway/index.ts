export {
  type Defined,
  defineRoute,
  PAGE_LIMIT_MAX,
  type Page,
  type PathParams,
  page,
  pageQuery,
  pathParams,
  type Route,
  type RouteIdentity,
  type RouteMethod,
} from './route.ts';
export { authUserRoutes, type RoleView, type SessionView, type UserView } from './auth-user-routes.ts';
export { serviceEntityRoutes } from './service-entity-routes.ts';
export { amountToText, scaledToText, zAmountText, zDecimal, zDecimal6 } from './decimal.ts';
export { type DocumentSummary, orderRoutes, type OrderSummary } from './order-routes.ts';
export { type PaymentMethod, paymentRoutes } from './payment-routes.ts';
export {
  type Category,
  IMPORT_ITEMS_MAX,
  type Item,
  type Modifier,
  productCatalogRoutes,
  type Tax,
} from './product-catalog-routes.ts';
export { reportRoutes, SALES_ROWS_MAX } from './report-routes.ts';
export { type Station, workflowRoutes, type WorkflowStage } from './workflow-routes.ts';
export { EXCHANGE_PATH, replicationRoutes } from './replication-routes.ts';
