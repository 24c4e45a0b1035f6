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
  takesCaller,
  zBytes,
} from './route.ts';
export type { Account } from './account-routes.ts';
export { authUserRoutes, type RoleView, type SessionView, type UserView } from './auth-user-routes.ts';
export { serviceEntityRoutes } from './service-entity-routes.ts';
export { amountToText, scaledToText, zAmountText, zDecimal, zDecimal6 } from './decimal.ts';
export { type Changed, LIVE_ERRORS, zChanged } from './live.ts';
export { type DocumentSummary, orderRoutes, type OrderSummary } from './order-routes.ts';
export { type PaymentMethod, paymentRoutes } from './payment-routes.ts';
export {
  type Category,
  IMPORT_ITEMS_MAX,
  type Item,
  type Modifier,
  PICTURE_BYTES_MAX,
  PICTURE_SIDE_MAX,
  PICTURE_TYPES,
  PICTURE_URL,
  productCatalogRoutes,
  type Tax,
} from './product-catalog-routes.ts';
export type { PriceRule, PriceRuleBody } from './price-rule-routes.ts';
export { DAYS_MAX, reportRoutes, SALES_KEYS_MAX, SALES_ROWS_MAX } from './report-routes.ts';
export { type Station, workflowRoutes, type WorkflowStage } from './workflow-routes.ts';
export type {
  OptionRecipe,
  SoldOutItem,
  StockLevel,
  StockMovementRow,
  StockSettings,
} from './stock-routes.ts';
export { EXCHANGE_PATH, replicationRoutes } from './replication-routes.ts';
