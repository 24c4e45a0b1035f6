import { describe, expect, it } from 'vitest';
import { chainName, fixed, STORE } from '../_facts.ts';
import { isControl, readControl } from './control-events.ts';
import type { Event } from './entry.ts';

const released: Event = {
  id: fixed('Event', 1),
  type: 'journal.SuspenseReleased',
  v: 1,
  aggregate: STORE,
  body: { chain: chainName(1), seq: 3 },
};

describe('a fact about other chains', () => {
  it('is read as what it says', () => {
    expect(readControl(released)).toEqual(released);
  });

  it('says nothing yet where this build knows neither its version nor its body, and is one all the same', () => {
    for (const strange of [
      { ...released, v: 2 },
      { ...released, body: { chain: chainName(1), seq: 0 } },
    ]) {
      expect(isControl(strange)).toBe(true);
      expect(readControl(strange)).toBeNull();
    }
  });

  it('is none that speaks of its own chain', () => {
    const announced = { ...released, type: 'journal.VersionsAnnounced', body: { reads: [] } };
    expect(isControl(announced)).toBe(false);
    expect(readControl(announced)).toBeNull();
  });
});
