import './main.css';
import { assert } from '@beaveros/kit';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { readSession } from './app/page-memory.ts';
import { startLanguages } from './i18n/start.ts';
import { checkSession } from './sign-in/session.ts';
import { QueryBoard } from './till/query-board.ts';
import { createTillClient } from './till/till-client.ts';
import { TillContext } from './till/use-till.ts';

// The one place that wires: client, questions, words, page.
const client = createTillClient({ onSessionRefused: () => void checkSession(client) });
client.session = readSession();
const queries = new QueryBoard(client);
client.start();

await startLanguages();
const root = document.getElementById('root');
assert(root !== null, 'index.html has a root');
createRoot(root).render(
  <StrictMode>
    <TillContext value={{ client, queries }}>
      <App />
    </TillContext>
  </StrictMode>,
);
