import {
  authUserRoutes,
  orderRoutes,
  paymentRoutes,
  productCatalogRoutes,
  replicationRoutes,
  reportRoutes,
  serviceEntityRoutes,
  workflowRoutes,
} from '@beaveros/protocol/gateway';

const ALL = [
  ...authUserRoutes,
  ...serviceEntityRoutes,
  ...productCatalogRoutes,
  ...paymentRoutes,
  ...workflowRoutes,
  ...orderRoutes,
  ...reportRoutes,
  ...replicationRoutes,
] as const;

type AnyRoute = (typeof ALL)[number];
export type RouteName = AnyRoute['name'];
export type RouteNamed<Name extends RouteName> = Extract<AnyRoute, { readonly name: Name }>;

/** Every route of the API by its name. */
export const ROUTES = Object.fromEntries(ALL.map((route) => [route.name, route])) as {
  readonly [Name in RouteName]: RouteNamed<Name>;
};
