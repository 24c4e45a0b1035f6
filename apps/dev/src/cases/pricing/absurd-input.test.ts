// What no shop would enter, at any place of any case: the answer is a value, a refusal or `unsupported`, never a crash.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ROOT } from '../../tooling/workspace.ts';
import { type PricingCase, runPricingCase } from './run-pricing-case.ts';

const CASES = JSON.parse(
  readFileSync(join(ROOT, 'packages/domain/src/pricing/fixtures/cases.json'), 'utf8'),
) as readonly PricingCase[];

const ABSURD: readonly unknown[] = [
  '',
  'x',
  '-1',
  '0',
  '1e5',
  '0.0000000000001',
  'constructor',
  '__proto__',
  '1'.repeat(5_000),
  '99999999999999999999999',
  '-99999999999999999999999',
  '9000000000000',
  '-9000000000000.01',
  -1,
  0,
  0.1,
  -0.5,
  1e21,
  1e300,
  Number.NaN,
  Number.MAX_SAFE_INTEGER,
  true,
  false,
  null,
  [],
  {},
  [[]],
  [null],
  [{}],
];

it('absurd input breaks nothing, and takes no time to refuse', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CASES),
      fc.nat(),
      fc.constantFrom(...ABSURD),
      ({ id, inputs: { kind, ...fields }, expected }, place, absurd) => {
        const spots = spotsOf(fields);
        const inputs = replaced(fields, spots[place % spots.length]!, absurd) as typeof fields;
        const startedAt = performance.now();
        const result = runPricingCase({ id, inputs: { ...inputs, kind }, expected });
        expect(['passed', 'failed', 'unsupported']).toContain(result.kind);
        expect(performance.now() - startedAt).toBeLessThan(TIME_MAX_MS);
      },
    ),
    { numRuns: 4_000 },
  );
});

/** A thousand times what a case takes: a number must not become a loop. */
const TIME_MAX_MS = 1_000;

type Path = readonly string[];

/** Where something stands: every field and place of a list, however deep. */
function spotsOf(value: unknown, path: Path = []): readonly Path[] {
  const own = path.length === 0 ? [] : [path];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([name, inner]) => spotsOf(inner, [...path, name]))];
}

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  const inner = replaced((value as Readonly<Record<string, unknown>>)[first], rest, by);
  if (Array.isArray(value)) return value.map((each: unknown, at) => (String(at) === first ? inner : each));
  return { ...(value as object), [first]: inner };
}
