import { type SideRecord, sideReference } from '@beaveros/domain/journal';
import { id } from '@beaveros/kit';
import fc from 'fast-check';
import { runsOf } from '@beaveros/testkit';
import { describe, expect, it } from 'vitest';
import { BackOffice, erased, released, stolen } from './_back-office.ts';
import { agree, deliver, gossip, until } from './_gossip.ts';
import { closed, NOW, opened, StoreFixture } from './_journal-fixture.ts';
import type { JournalIdentity } from './identity.ts';
import type { Journal } from './journal.ts';

const BYTES = 4 * 1024 * 1024;

/** [who, with whom, what]; numbers beyond the tills there are wrap around. */
type Step = readonly [number, number, number];

/** Tills of a store of which the first is cloned on the way, a back office, and what was written in all. */
class World implements Disposable {
  readonly store: StoreFixture;
  readonly office: BackOffice;
  readonly tills: Journal[] = [];
  readonly orders: readonly string[];
  readonly sides: SideRecord[] = [];
  readonly written: string[] = [];
  readonly #identities: JournalIdentity[] = [];
  readonly #names: string[] = [];
  #made = 0;
  forks = 0;

  constructor(seed: string) {
    this.store = new StoreFixture(seed);
    this.office = new BackOffice(this.store);
    this.orders = [this.store.newId(), this.store.newId()];
    for (let n = 0; n < 3; n += 1) this.#add(this.store.identity());
  }

  /** The disk of the first till as it is now runs elsewhere too; a second one, a third... */
  clone(): void {
    this.store.close(this.tills[0]!);
    this.store.copy(this.#names[0]!, `t${this.#made + 1}`);
    this.tills[0] = this.store.open(this.#names[0]!, this.#identities[0]!);
    this.#add(this.#identities[0]!);
  }

  /** The disks of the first till are lost, and a new one begins with its key: only what others heard comes back. */
  wipe(): void {
    const [first] = this.#identities;
    this.tills.forEach((till, n) => {
      if (this.#identities[n] === first) this.store.close(till);
    });
    const kept = this.tills.flatMap((till, n) => (this.#identities[n] === first ? [] : [n]));
    const others = kept.map((n) => [this.tills[n]!, this.#identities[n]!, this.#names[n]!] as const);
    this.tills.splice(0, Infinity, ...others.map(([till]) => till));
    this.#identities.splice(0, Infinity, ...others.map(([, identity]) => identity));
    this.#names.splice(0, Infinity, ...others.map(([, , name]) => name));
    this.#add(first!);
  }

  step([who, whom, what]: Step, at: number): void {
    const { store, office, tills, orders } = this;
    const n = who % tills.length;
    const [till, other] = [tills[n]!, tills[whom % tills.length]!];
    const order = orders[at % 2]!;
    const seq = 1 + (at % till.ownHead.seq);
    if (what < 4) this.#note(till, order, `${n}/${at}`);
    else if (what === 4) till.append(store.draft(order, '', { events: [opened(order)] }), NOW);
    else if (what === 5) till.append(store.draft(order, '', { events: [closed(store, order)] }), NOW);
    else if (what === 6) this.#nameGuest(till, order, `guest ${at}`);
    else if (what === 7)
      office.append([stolen(this.#identities[n]!, at % 3 === 0 ? [] : [{ chain: till.ownChain, seq }])]);
    else if (what === 8) office.append([released(store, till.ownChain, seq)]);
    else if (what === 9 && this.sides.length > 0)
      office.append([erased(store, [this.sides[at % this.sides.length]!.id])]);
    else if (what === 10) deliver(office.batch(), [other]);
    else if (what === 11) this.#restart(n);
    else if (till !== other) gossip(till, other, { entries: 1 + (what % 3), bytes: BYTES });
  }

  /** Everybody hears everything, also one who never heard anything. */
  settle(): void {
    this.#add(this.store.identity());
    deliver(this.office.batch(), this.tills);
    until(this.tills);
    this.forks = this.tills.filter((till) => till.asides().length > 0).length;
  }

  [Symbol.dispose](): void {
    this.store[Symbol.dispose]();
  }

  #add(identity: JournalIdentity): void {
    const name = `t${(this.#made += 1)}`;
    this.#identities.push(identity);
    this.#names.push(name);
    this.tills.push(this.store.open(name, identity));
  }

  #note(till: Journal, order: string, note: string): void {
    till.append(this.store.draft(order, note), NOW);
    this.written.push(note);
  }

  #nameGuest(till: Journal, order: string, value: string): void {
    const side = { id: this.store.newId<'Side'>(), salt: 'ab'.repeat(16), value };
    this.sides.push(side);
    const body = { guest: sideReference(side) };
    const events = [{ type: 'order.GuestNamed', v: 1, aggregate: id(order), body }];
    till.append(this.store.draft(order, '', { events, sides: [side] }), NOW);
  }

  #restart(n: number): void {
    this.store.close(this.tills[n]!);
    this.tills[n] = this.store.open(this.#names[n]!, this.#identities[n]!);
  }
}

function steps(whatMax: number): fc.Arbitrary<Step[]> {
  return fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.nat(whatMax)), { minLength: 15, maxLength: 60 });
}

describe('any order, repetition and size of batches of the same entries', () => {
  it('ends in the same chains, suspense, folds, open aggregates and side records', {
    timeout: 240_000,
  }, () => {
    let round = 0;
    fc.assert(
      fc.property(steps(20), fc.array(fc.nat(40), { maxLength: 2 }), fc.nat(80), (taken, cloneAt, wipeAt) => {
        using world = new World(`convergence ${(round += 1)}`);
        taken.forEach((step, at) => {
          if (at === wipeAt) world.wipe();
          if (cloneAt.includes(at)) world.clone();
          world.step(step, at);
        });
        world.settle();
        agree(world.tills, world.orders);
        const [first, ...others] = world.tills.map((till) => world.sides.map((side) => till.side(side.id)));
        for (const other of others) expect(other).toEqual(first);
      }),
      { seed: 20261122, numRuns: runsOf(8) },
    );
  });

  it('loses and doubles nothing that tills and their clones wrote', { timeout: 240_000 }, () => {
    let [round, forks] = [0, 0];
    const harmless: Record<number, number> = { 7: 0, 8: 12, 9: 13 };
    fc.assert(
      fc.property(steps(20), fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }), (taken, cloneAt) => {
        using world = new World(`conservation ${(round += 1)}`);
        taken.forEach(([who, whom, what], at) => {
          if (cloneAt.includes(at)) world.clone();
          world.step([who, whom, harmless[what] ?? what], at);
        });
        world.settle();
        agree(world.tills, world.orders);
        forks += world.forks;
        const till = world.tills.at(-1)!;
        const commands = new Map(
          world.orders
            .flatMap((order) => till.byAggregate(order))
            .filter(({ event }) => event.type === 'order.OrderNoteSet')
            .map(({ event, header }) => [header.commandId, (event.body as { note: string }).note]),
        );
        expect([...commands.values()].sort()).toEqual([...world.written].sort());
      }),
      { seed: 20261122, numRuns: runsOf(8) },
    );
    expect(forks).toBeGreaterThan(runsOf(8) / 2);
  });
});
