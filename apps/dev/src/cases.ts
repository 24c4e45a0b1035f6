// `npm run cases -- pricing FILE`: runs expected results that other projects wrote against our engine, and names each deviation.
import { readFileSync } from 'node:fs';
import { type PricingCase, runPricingCase } from './cases/pricing/run-pricing-case.ts';

const [what, path] = process.argv.slice(2);
if (what !== 'pricing' || path === undefined) {
  console.error('npm run cases -- pricing FILE');
  process.exit(2);
}
const cases = JSON.parse(readFileSync(path, 'utf8')) as readonly PricingCase[];
const count = { passed: 0, failed: 0, unsupported: 0 };
for (const each of cases) {
  const result = runPricingCase(each);
  count[result.kind] += 1;
  if (result.kind === 'unsupported') console.error(`${each.id}: unsupported: ${result.why}`);
  if (result.kind === 'failed') {
    for (const { field, expected, found } of result.deviations)
      console.error(
        `${each.id}: ${field} should be ${JSON.stringify(expected)}, is ${JSON.stringify(found)}`,
      );
    console.error(
      JSON.stringify(
        result.derivation,
        (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
        1,
      ),
    );
  }
}
console.log(JSON.stringify(count));
process.exitCode = count.failed === 0 ? 0 : 1;
