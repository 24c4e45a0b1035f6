// `npm run test:deep [-- path...]`: everything `npm test` proves, and the long runs (*.deep.test.ts).
import { prove } from './tooling/prove.ts';

await prove(['unit', 'pg', 'process', 'deep'], process.argv.slice(2));
