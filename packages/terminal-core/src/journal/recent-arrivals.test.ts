import { describe, expect, it } from 'vitest';
import type { Arrived } from './arrived.ts';
import { RecentArrivals } from './recent-arrivals.ts';

const arrivals = (...numbers: number[]) => numbers.map((arrival) => ({ arrival }) as Arrived);

describe('recent arrivals', () => {
  it('say what came behind a number, up to the last, or that they do not know', () => {
    const recent = new RecentArrivals();
    expect(recent.after(0, 0, 9)).toBeNull();
    recent.note(arrivals(5, 6));
    recent.note(arrivals(7));
    expect(recent.after(4, 7, 9)).toEqual(arrivals(5, 6, 7));
    expect(recent.after(5, 7, 1)).toEqual(arrivals(6));
    expect(recent.after(7, 7, 9)).toEqual([]);
    expect(recent.after(3, 7, 9)).toBeNull();
    // One more came that nobody told them.
    expect(recent.after(5, 8, 9)).toBeNull();
    recent.forget();
    expect(recent.after(7, 7, 9)).toBeNull();
  });

  it('begin anew behind a gap, also one within what is told at once', () => {
    const recent = new RecentArrivals();
    recent.note(arrivals(1, 2, 5, 6));
    expect([recent.after(2, 6, 9), recent.after(4, 6, 9)]).toEqual([null, arrivals(5, 6)]);
    recent.note(arrivals(9));
    expect([recent.after(6, 9, 9), recent.after(8, 9, 9)]).toEqual([null, arrivals(9)]);
  });

  it('are bounded', () => {
    const recent = new RecentArrivals();
    for (let at = 1; at <= 500; at += 1) recent.note(arrivals(at));
    expect([recent.after(400, 500, 999), recent.after(490, 500, 999)?.length]).toEqual([null, 10]);
  });
});
