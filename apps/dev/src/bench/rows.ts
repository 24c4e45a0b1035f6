import type { Row } from './row.ts';

/** Every row of design.md section 8, in its order, then what issues asked for since. The measurements stand in measure/ by the same names. */
export const ROWS: readonly Row[] = [
  {
    name: 'tap to painted line',
    unit: 'ms',
    budget: 'p99 of 300 taps <= 16.7 ms of renderer main-thread time',
    needs: ['till', 'screens'],
  },
  {
    name: 'durable answer',
    unit: 'ms',
    budget: 'p50 <= 3 x one better-sqlite3 FULL INSERT of the same bytes; exactly one FULL sync per command',
    needs: ['till'],
  },
  { name: 'search', unit: 'ms', budget: 'p99 < 3 ms in the core', needs: ['till'] },
  { name: 'scan', unit: 'ms', budget: 'p99 < 0.5 ms in the core', needs: ['till'] },
  {
    name: 'cold start',
    unit: 'ms',
    budget: 'spawn to ready to sell < 1000 ms with stores folded',
    needs: ['sold-till'],
  },
  {
    name: 'first sync',
    unit: 'rows/s',
    budget: '>= 0.3 x Postgres to SQLite directly with the same indexes and search index',
    needs: ['cloud'],
  },
  {
    name: 'change to applied',
    unit: 'ms',
    budget: 'p95 of 500 changes < 25 ms on loopback',
    needs: ['cloud'],
  },
  {
    name: 'fire to handled',
    unit: 'ms',
    budget: 'p95 of 500 fires < 25 ms on loopback',
    needs: ['two-tills', 'screens'],
  },
  {
    name: 'exchange ingress',
    unit: 'entries/s',
    budget: '>= 0.5 x the same bytes in 1,000-row INSERTs',
    needs: ['postgres'],
  },
  {
    name: 'report over orders',
    unit: 'ms',
    budget: '< 100 ms at 10,000 and at 1,000,000 orders, ratio <= 1.5',
    needs: ['cloud'],
  },
  { name: 'memory', unit: 'MB', budget: 'RSS < 200 MB', needs: ['till'] },
  {
    name: 'pricing',
    unit: 'ms',
    budget: 'p99 of 20,000 orders of 50 lines < 1 ms; a line among 1,000 costs <= 2 x as much',
    needs: [],
  },
];
