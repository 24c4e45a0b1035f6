import { tradingDay, type WrittenEntry } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { rawOf } from '../oracle/_written.ts';
import { Oracle } from '../oracle/oracle.ts';
import { soundEvidence } from './_evidence.ts';
import { money } from './money.ts';

type Z = Readonly<Record<string, unknown>>;

/** What the checker of Zs says of a day of three tills; `lie` changes what a Z says. */
function complaints(lie: (z: Z) => object): { zs: number; told: string } {
  const { chains } = tradingDay(3);
  let zs = 0;
  const written = chains.map((chain) =>
    chain.map(({ chain: name, entry }): WrittenEntry => {
      const events = entry.events.map((event) => {
        if (event.type !== 'payment.ShiftClosed') return event;
        zs += 1;
        return { ...event, body: lie(event.body as Z) };
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

  const FIGURES = [
    'float cashIn cashOut cashOfPayments expected net total balance tips rounding noSales sales refunds reversals',
    'tenders taxes voids discounts charges firstNumber lastNumber variance',
  ].flatMap((names) => names.split(' '));

  it.each(FIGURES)('finds a Z whose %s is one off', (field) => {
    const { told } = complaints((z) => ({ ...z, [field]: oneOff(z[field]) }));
    expect(told).toContain('a Z is not what');
    expect(told).toContain(`"figure":"${field}"`);
  });

  it('finds a Z of a normal shift that says practice', () => {
    expect(complaints((z) => ({ ...z, isTraining: true })).told).toContain('"figure":"isTraining"');
  });

  it('finds a Z whose number skips one', () => {
    const { told } = complaints((z) => {
      const number = z['number'] as { readonly counter: number };
      return { ...z, number: { ...number, counter: number.counter + 1 } };
    });
    expect(told).toContain('receipt numbers have a hole');
  });

  it('finds a Z of another day', () => {
    expect(complaints((z) => ({ ...z, businessDate: '2020-01-01' })).told).toContain(
      '"figure":"businessDate"',
    );
  });

  it('leaves a Z alone that says it is not all of its shift', () => {
    const partial = complaints((z) => ({ ...z, total: Number(z['total']) + 1, isComplete: false }));
    expect(partial.told).not.toContain('a Z is not what');
  });
});

/** A figure that is one off; of a list the last has one row less. */
function oneOff(figure: unknown): unknown {
  if (figure === null || figure === undefined) return 1;
  if (typeof figure === 'string') return `${figure}x`;
  if (typeof figure === 'number') return figure + 1;
  if (Array.isArray(figure)) return figure.slice(1);
  const [first, ...more] = Object.entries(figure);
  return Object.fromEntries([[first![0], oneOff(first![1])], ...more]);
}
