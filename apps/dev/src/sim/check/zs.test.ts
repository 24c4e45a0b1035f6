import { tradingDay, type WrittenEntry } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { rawOf } from '../oracle/_written.ts';
import { Oracle } from '../oracle/oracle.ts';
import { soundEvidence } from './_evidence.ts';
import { money } from './money.ts';

/** What the checker of Zs says of a day of three tills; `lie` changes what a Z says. */
function complaints(lie: (z: Record<string, number>) => object): { zs: number; told: string } {
  const { chains } = tradingDay(3);
  let zs = 0;
  const written = chains.map((chain) =>
    chain.map(({ chain: name, entry }): WrittenEntry => {
      const events = entry.events.map((event) => {
        if (event.type !== 'payment.ShiftClosed') return event;
        zs += 1;
        return { ...event, body: lie(event.body as Record<string, number>) };
      });
      return { chain: name, entry: { ...entry, events } };
    }),
  );
  const oracle = new Oracle(rawOf(written));
  const found = JSON.stringify(money({ ...soundEvidence(), oracle }));
  return { zs, told: found };
}

describe('the checker of Zs', () => {
  it('finds nothing where each Z is what its till had written', () => {
    const { zs, told } = complaints((z) => z);
    expect(zs).toBeGreaterThan(2);
    expect(told).not.toContain('a Z is not what');
  });

  it.each(['expected', 'total'])('finds a Z whose %s is a penny off', (field) => {
    expect(complaints((z) => ({ ...z, [field]: z[field]! + 1 })).told).toContain('a Z is not what');
  });

  it('leaves a Z alone that says it is not all of its shift', () => {
    const partial = complaints((z) => ({ ...z, total: z['total']! + 1, isComplete: false }));
    expect(partial.told).not.toContain('a Z is not what');
  });
});
