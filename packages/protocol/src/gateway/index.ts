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
export { authUserRoutes, type RoleView, type UserView } from './auth-user-routes.ts';
export { serviceEntityRoutes } from './service-entity-routes.ts';
