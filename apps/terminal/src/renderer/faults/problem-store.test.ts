import { Defect, Fault } from '@beaveros/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import { clearProblem, clearProblems, sayFault, sayRefusal, useProblemStore } from './problem-store.ts';

const shown = (): readonly string[] => [...useProblemStore.getState().problems.keys()];

describe('problems', () => {
  beforeEach(clearProblems);

  it('stand where they were said, the latest of each place, until they are cleared', () => {
    sayRefusal('pay', { code: 'payment/tender-zero' });
    sayRefusal('pay', { code: 'order/empty' });
    sayFault('order', new Fault('journal/disk-full', 'no space'));
    expect(useProblemStore.getState().problems.get('pay')).toEqual({
      kind: 'refusal',
      refusal: { code: 'order/empty' },
    });
    clearProblem('pay');
    expect(shown()).toEqual(['order']);
  });

  it('are few: the oldest go first', () => {
    for (let line = 0; line < 40; line += 1) sayRefusal(`line:${line}`, { code: 'order/not-open' });
    expect(shown().length).toBe(32);
    expect(shown()[0]).toBe('line:8');
  });

  it('are not made of defects: those are thrown on', () => {
    expect(() => sayFault('pay', new Defect('we were wrong'))).toThrow('we were wrong');
    expect(shown()).toEqual([]);
  });
});
