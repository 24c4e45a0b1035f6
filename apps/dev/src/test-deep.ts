// `npm run test:deep [-- path...]`: everything `npm test` proves, the long runs (*.deep.test.ts) and every play in every language, theme and size.
import { prove } from './tooling/prove.ts';

// Properties that cost a second a run look so much deeper (testkit's `runsOf`).
process.env['BEAVEROS_DEPTH'] = '10';
await prove(['unit', 'pg', 'sim', 'process', 'deep', 'e2e-deep'], process.argv.slice(2));
