// The whole of what other suites expect, through our engine. Source: packages/domain/src/pricing/fixtures/README.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../tooling/workspace.ts';
import { type PricingCase, runPricingCase } from './run-pricing-case.ts';

const CASES = JSON.parse(
  readFileSync(join(ROOT, 'packages/domain/src/pricing/fixtures/cases.json'), 'utf8'),
) as readonly PricingCase[];

describe('cases of other suites', () => {
  it.each(CASES.map((each) => [each.id, each] as const))('%s', (_id, each) => {
    expect(runPricingCase(each)).toEqual({ kind: 'passed' });
  });

  it('are 214, and none is left out', () => {
    expect(CASES).toHaveLength(214);
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(214);
  });

  it('fail where what is expected is not what is found, and are unsupported where a field has no meaning', () => {
    for (const { id, inputs, expected } of CASES) {
      const [field] = Object.keys(expected);
      const wrong = runPricingCase({ id, inputs, expected: { ...expected, [field!]: 'no such answer' } });
      expect([id, wrong.kind]).toEqual([id, 'failed']);
      const strange = runPricingCase({ id, inputs: { ...inputs, phase_of_the_moon: 'full' }, expected });
      expect([id, strange.kind]).toEqual([id, 'unsupported']);
    }
  });
});
