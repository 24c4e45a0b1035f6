import { describe, expect, it } from 'vitest';
import { standingOf, tableOf, waitingOf } from './standing.ts';

describe('how a till stands', () => {
  it('is restarting while the core is away, whatever it told last', () => {
    expect(standingOf(false, 'online')).toBe('restarting');
    expect(standingOf(true, 'store-only')).toBe('store-only');
  });

  it('counts everything that waits', () => {
    expect(waitingOf({ reach: 'store-only', outbox: 3, printJobs: { waiting: 2, unknown: 1 } })).toBe(6);
    expect(waitingOf({ reach: 'online', outbox: 11, printJobs: { waiting: 0, unknown: 0 } })).toBe(11);
  });

  it('leaves out what is on its way', () => {
    expect(waitingOf({ reach: 'online', outbox: 10, printJobs: { waiting: 1, unknown: 0 } })).toBe(0);
  });

  it('names a shape by its table', () => {
    expect(tableOf('product-catalog.till_items.v1')).toBe('till_items');
  });
});
