// `npm test [-- path...]`: the whole proof on this machine, without the long runs of `npm run test:deep`.
import { prove } from './tooling/prove.ts';

await prove(['unit', 'pg', 'sim', 'process', 'e2e'], process.argv.slice(2));
