import {
  authUserRoutes,
  orderRoutes,
  type PathParams,
  paymentRoutes,
  productCatalogRoutes,
  type Route,
  reportRoutes,
  serviceEntityRoutes,
} from '@beaveros/protocol/gateway';

const SERVED = [
  ...authUserRoutes,
  ...productCatalogRoutes,
  ...orderRoutes,
  ...paymentRoutes,
  ...reportRoutes,
  ...serviceEntityRoutes,
] as const;

/** The calls that these screens make. Each of their refusals has a sentence (`problem-text.ts`), checked by the compiler. */
const USED = [
  'signIn',
  'refreshSession',
  'signOut',
  'getMe',
  'listStores',
  'readSales',
  'watchSales',
  'listOrders',
  'watchOrders',
  'readOrder',
  'listPayments',
  'listItems',
  'watchItems',
  'readItem',
  'createItem',
  'changeItem',
  'listCategories',
  'createCategory',
  'changeCategory',
  'listTaxes',
  'createTax',
  'changeTax',
  'listModifiers',
  'createModifier',
  'changeModifier',
  'createPicture',
  'readPicture',
] as const satisfies readonly (typeof SERVED)[number]['name'][];

export type RouteName = (typeof USED)[number];
export type RouteNamed<Name extends RouteName> = Extract<(typeof SERVED)[number], { readonly name: Name }>;
/** What a route may refuse with, beside what every route may. */
export type RouteErrorCode = RouteNamed<RouteName>['errors'][number];

// Read off the schemas' own types: this room needs no zod of its own.
type InputOf<Schema> = Schema extends { readonly _zod: { readonly input: infer Input } } ? Input : never;
type OutputOf<Schema> = Schema extends { readonly _zod: { readonly output: infer Output } } ? Output : never;

export type Answer<Name extends RouteName> = OutputOf<RouteNamed<Name>['response']>;
export type Body<Name extends RouteName> = InputOf<RouteNamed<Name>['body']>;
/** Query fields as the route names them, each as text or number; an undefined one is not sent. */
export type Query<Name extends RouteName> = {
  readonly [Field in keyof InputOf<RouteNamed<Name>['query']>]?: string | number | undefined;
};

/** What a call of a route takes: its path parameters, its query and its body, where it has them. */
export type Given<Name extends RouteName> = ([PathParams<RouteNamed<Name>['path']>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: Readonly<Record<PathParams<RouteNamed<Name>['path']>, string>> }) &
  (RouteNamed<Name>['body'] extends undefined
    ? { readonly body?: undefined }
    : { readonly body: Body<Name> }) &
  (RouteNamed<Name>['query'] extends undefined
    ? { readonly query?: undefined }
    : { readonly query?: Query<Name> });

/** The route tables of these screens by name, as the gateway serves and documents them. */
export const ROUTES: Readonly<Record<RouteName, Route>> = Object.fromEntries(
  SERVED.filter(({ name }) => (USED as readonly string[]).includes(name)).map((route) => [route.name, route]),
) as unknown as Readonly<Record<RouteName, Route>>;
