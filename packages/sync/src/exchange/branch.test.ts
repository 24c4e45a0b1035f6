import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BranchingChain, type Place } from './_branching-chain.ts';
import type { Follower } from './index.ts';

/** A chain with branches: entry n hangs on an earlier one; its hash is its name and its ancestors'. */
const trees = fc.array(fc.nat(), { minLength: 1, maxLength: 14 }).map((parents) => {
  const places: Place[] = [{ seq: 1, hash: '0', previous: '' }];
  for (const pick of parents) {
    // Mostly the one before it, so that branches are long.
    const back = pick % 4 === 0 ? pick % places.length : 0;
    const parent = places.at(-1 - back)!;
    places.push({ seq: parent.seq + 1, hash: `${parent.hash}.${places.length}`, previous: parent.hash });
  }
  return places;
});

const worlds = trees.chain((places) =>
  fc.record({
    places: fc.constant(places),
    followers: fc
      .array(fc.record({ clock: fc.integer({ min: 1, max: 4 }), at: fc.nat(places.length - 1) }), {
        maxLength: 4,
      })
      .map((named) =>
        named.map(({ clock, at }, n): Follower => ({ clock, chain: `B${n}`, ...pick(places.at(at)!) })),
      ),
  }),
);

type Fact = { readonly place: Place } | { readonly follower: Follower };

const deliveries = worlds.chain(({ places, followers }) => {
  const facts: Fact[] = [
    ...places.map((place) => ({ place })),
    ...followers.map((follower) => ({ follower })),
  ];
  const order = fc.shuffledSubarray(facts, { minLength: facts.length });
  return fc.tuple(order, order, fc.constant(followers), fc.constant(places));
});

function pick({ seq, hash }: Place): { readonly seq: number; readonly hash: string } {
  return { seq, hash };
}

/** A journal that hears the facts in that order; what attaches nowhere comes again when more is known. */
function heard(facts: readonly Fact[]): BranchingChain<Place> {
  const chain = new BranchingChain<Place>();
  const followers: Follower[] = [];
  let waiting: Place[] = [];
  for (const fact of facts) {
    if ('follower' in fact) followers.push(fact.follower);
    else waiting.push(fact.place);
    for (let left = -1; left !== waiting.length; ) {
      left = waiting.length;
      waiting = waiting.filter((place) => chain.keep(place) === 'nowhere');
    }
    chain.settle(followers);
    expect(chain.settle(followers)).toBe(false);
  }
  return chain;
}

/** What the openings say, told from the whole tree: an independent reading of the rule. */
function fixedEnd(followers: readonly Follower[]): string {
  const sorted = followers.toSorted((a, b) => a.clock - b.clock || (a.chain < b.chain ? -1 : 1));
  let end = '';
  for (const { hash } of sorted) {
    const agrees = end === '' || `${hash}.`.startsWith(`${end}.`) || `${end}.`.startsWith(`${hash}.`);
    if (agrees && hash.length > end.length) end = hash;
  }
  return end;
}

describe('the branch that stands', () => {
  it('up to what the openings fix, is a function of what is known, whatever came first', () => {
    fc.assert(
      fc.property(deliveries, ([one, other, followers]) => {
        const end = fixedEnd(followers);
        const seq = end === '' ? 0 : end.split('.').length;
        const [a, b] = [heard(one), heard(other)];
        expect(a.standingAt(seq)).toBe(seq === 0 ? null : end);
        expect(a.standing.slice(0, seq)).toEqual(b.standing.slice(0, seq));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is one path, and nothing is lost: every entry stands or is aside, once', () => {
    fc.assert(
      fc.property(deliveries, ([order, , , places]) => {
        const chain = heard(order);
        chain.standing.forEach((entry, at) => {
          expect(entry.seq).toBe(at + 1);
          expect(entry.previous).toBe(chain.standing[at - 1]?.hash ?? '');
        });
        const all = [...chain.standing, ...chain.aside].map(({ hash }) => hash);
        expect(all.toSorted()).toEqual(places.map(({ hash }) => hash).toSorted());
        // Nothing that is aside could stand on top.
        expect(chain.nextOf(chain.standing.length + 1, chain.standing.at(-1)!.hash)).toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });

  it('waits for bytes that are missing, and moves when they come', () => {
    const chain = new BranchingChain<Place>();
    const at = (seq: number, hash: string, previous: string): Place => ({ seq, hash, previous });
    for (const place of [at(1, 'o', ''), at(2, 'x2', 'o'), at(3, 'x3', 'x2')]) chain.keep(place);
    const followers = [{ clock: 9, chain: 'B', seq: 3, hash: 'y3' }];
    expect(chain.keep(at(2, 'y2', 'o'))).toBe('aside');
    expect(chain.settle(followers)).toBe(false);
    expect(chain.keep(at(3, 'y3', 'y2'))).toBe('aside');
    expect(chain.keep(at(4, 'y4', 'y3'))).toBe('aside');
    expect(chain.settle(followers)).toBe(true);
    expect(chain.standing.map(({ hash }) => hash)).toEqual(['o', 'y2', 'y3', 'y4']);
    expect(chain.aside.map(({ hash }) => hash)).toEqual(['x2', 'x3']);
    // An earlier opening, learnt later, names the other.
    expect(chain.settle([...followers, { clock: 8, chain: 'C', seq: 2, hash: 'x2' }])).toBe(true);
    expect(chain.standing.map(({ hash }) => hash)).toEqual(['o', 'x2', 'x3']);
  });
});
