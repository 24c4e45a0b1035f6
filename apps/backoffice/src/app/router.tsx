import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type RouterHistory,
} from '@tanstack/react-router';
import type { Session } from '../api/session.ts';
import { homeSearch, itemsSearch, ordersSearch, sheetSearch, signInSearch } from '../url/page-search.ts';
import type { Trail } from '../url/page-trail.ts';
import { parseSearch, stringifySearch } from '../url/search-text.ts';
import { Crash } from './Crash.tsx';
import { Frame } from './frame/Frame.tsx';
import { NotFound } from './NotFound.tsx';

// One address for everything that can be looked at; what a page shows stands in its search part (`url/page-search.ts`).

const root = createRootRouteWithContext<{ readonly session: Session }>()({});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('../sign-in/SignInPage.tsx'), 'SignInPage'),
});

/** Everything behind the sign-in, in the frame of bar and navigation. */
const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  beforeLoad: ({ context, location }) => {
    if (!context.session.isOpen) redirect({ to: '/sign-in', search: { next: location.href }, throw: true });
  },
  component: Frame,
});

const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  validateSearch: homeSearch,
  component: lazyRouteComponent(() => import('../home/HomePage.tsx'), 'HomePage'),
});
const orders = createRoute({
  getParentRoute: () => frame,
  path: '/orders',
  validateSearch: ordersSearch,
  component: lazyRouteComponent(() => import('../orders/OrdersPage.tsx'), 'OrdersPage'),
});
const order = createRoute({
  getParentRoute: () => frame,
  path: '/orders/$orderId',
  component: lazyRouteComponent(() => import('../orders/OrderPage.tsx'), 'OrderPage'),
});
const items = createRoute({
  getParentRoute: () => frame,
  path: '/catalogue/items',
  validateSearch: itemsSearch,
  component: lazyRouteComponent(() => import('../catalogue/items/ItemsPage.tsx'), 'ItemsPage'),
});
const modifiers = createRoute({
  getParentRoute: () => frame,
  path: '/catalogue/modifiers',
  validateSearch: sheetSearch,
  component: lazyRouteComponent(() => import('../catalogue/modifiers/ModifiersPage.tsx'), 'ModifiersPage'),
});
const taxes = createRoute({
  getParentRoute: () => frame,
  path: '/catalogue/taxes',
  validateSearch: sheetSearch,
  component: lazyRouteComponent(() => import('../catalogue/taxes/TaxesPage.tsx'), 'TaxesPage'),
});
const categories = createRoute({
  getParentRoute: () => frame,
  path: '/catalogue/categories',
  validateSearch: sheetSearch,
  component: lazyRouteComponent(() => import('../catalogue/categories/CategoriesPage.tsx'), 'CategoriesPage'),
});
const catalogue = createRoute({
  getParentRoute: () => frame,
  path: '/catalogue',
  beforeLoad: () => {
    redirect({ to: '/catalogue/items', throw: true });
  },
});

/** Any other address: in the frame, so that there is a way on. */
const nowhere = createRoute({ getParentRoute: () => frame, path: '$', component: NotFound });

const routeTree = root.addChildren([
  signIn,
  frame.addChildren([home, orders, order, items, modifiers, taxes, categories, catalogue, nowhere]),
]);

export function createAppRouter(session: Session, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: { session },
    ...(history === undefined ? {} : { history }),
    parseSearch,
    stringifySearch,
    defaultErrorComponent: Crash,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface HistoryState {
    /** Cursors of the pages before this one (`url/page-trail.ts`). */
    trail?: Trail;
    /** The session ended while somebody was at work. */
    hasEnded?: boolean;
  }
}
