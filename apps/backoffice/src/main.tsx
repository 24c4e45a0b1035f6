import './zod-without-eval.ts';
import './main.css';
import { instant } from '@beaveros/kit';
import { startI18n } from '@beaveros/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createGatewayApi, createSessionCalls } from './api/gateway-api.ts';
import { Session } from './api/session.ts';
import { App } from './app/App.tsx';
import { createAppRouter } from './app/router.tsx';
import { ServicesProvider } from './app/services.tsx';
import { createQueryClient } from './data/query-client.ts';
import { en } from './i18n/en.ts';
import { es } from './i18n/es.ts';
import { LiveHub } from './live/live-hub.ts';
import { ownPath } from './url/search-text.ts';

// The one place where the back office is put together.

const baseUrl = location.origin;
const session = new Session({
  storage: localStorage,
  locks: navigator.locks,
  clock: { now: () => instant(Date.now()) },
  calls: createSessionCalls(baseUrl),
  newName: () => crypto.randomUUID(),
});
session.takeOver(sessionStorage);
addEventListener('pagehide', () => session.handOver(sessionStorage));

const api = createGatewayApi(baseUrl, session);
const live = new LiveHub(api);
addEventListener('online', () => live.hurry());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') live.hurry();
});

const queries = createQueryClient();
const router = createAppRouter(session);

// Another tab of this browser signed in or out.
addEventListener('storage', () => session.follow());
session.subscribe(() => {
  // What is kept here is of the person before, or of nobody.
  queries.clear();
  const { pathname, href, search } = router.state.location;
  const isSignIn = pathname === '/sign-in';
  if (!session.isOpen && !isSignIn) {
    const search = session.isLeft ? {} : { next: href };
    void router.navigate({ to: '/sign-in', search, state: { hasEnded: !session.isLeft } });
  }
  if (session.isOpen && isSignIn) router.history.replace(ownPath((search as { next?: string }).next));
  if (session.isOpen && !isSignIn) location.reload();
});

await startI18n({ language: navigator.language.startsWith('es') ? 'es' : 'en', resources: { en, es } });
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ServicesProvider value={{ api, session, live }}>
      <QueryClientProvider client={queries}>
        <App router={router} />
      </QueryClientProvider>
    </ServicesProvider>
  </StrictMode>,
);
