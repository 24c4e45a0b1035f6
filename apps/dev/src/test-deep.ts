// `npm run test:deep [-- path...]`: everything `npm test` proves, the long runs (*.deep.test.ts) and every play in every language, theme and size.
import { prove } from './tooling/prove.ts';

await prove(['unit', 'pg', 'sim', 'process', 'deep', 'e2e-deep'], process.argv.slice(2));
