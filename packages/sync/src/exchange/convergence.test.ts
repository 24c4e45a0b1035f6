import { instant } from '@beaveros/kit';
import { BATCH_ENTRIES_MAX, type ExchangeMessage, readExchangeMessage } from '@beaveros/protocol/exchange';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainName, MemoryJournal } from './_memory-journal.ts';
import { type Alarm, Conversation, RELAY_PAUSE_MS } from './index.ts';

/** One direction's view of a link: what is on the way to this end. */
interface End {
  readonly owner: number;
  readonly other: number;
  conversation: Conversation;
  readonly inbox: string[];
  wake: number | null;
  isOpen: boolean;
  inFlight: number;
}

/** Tills on a network that does as it is told: every message is text on the way, delivered, lost, repeated, overtaken. */
class Network {
  now = 1_000_000;
  readonly journals: MemoryJournal[];
  readonly ends: End[] = [];
  readonly alarms: Alarm[] = [];
  inFlightMax = 0;

  /** Owners whose journal lets another branch stand: their connections begin anew. */
  readonly #replaced = new Set<number>();

  readonly #entriesMax: number;
  /** What a disk or database has been asked for, when it takes its time. */
  readonly pending: (() => void)[] = [];
  readonly #isSlow: boolean;

  constructor(
    journals: number | readonly MemoryJournal[],
    pairs: readonly (readonly [number, number])[],
    options: { readonly entriesMax?: number; readonly isSlow?: boolean } = {},
  ) {
    this.#entriesMax = options.entriesMax ?? BATCH_ENTRIES_MAX;
    this.#isSlow = options.isSlow ?? false;
    this.journals =
      typeof journals === 'number'
        ? Array.from({ length: journals }, () => new MemoryJournal())
        : [...journals];
    this.journals.forEach((journal, owner) => {
      journal.onReplaced = () => this.#replaced.add(owner);
    });
    for (const [a, b] of pairs) {
      for (const [owner, other] of [
        [a, b],
        [b, a],
      ] as const) {
        const end: End = {
          owner,
          other,
          conversation: undefined as never,
          inbox: [],
          wake: null,
          isOpen: false,
          inFlight: 0,
        };
        this.ends.push(end);
      }
    }
    for (let at = 0; at < this.ends.length; at += 2) this.connect(at);
  }

  /** A new connection in place of the old; whatever was on the way is lost. */
  connect(at: number): void {
    const pair = [this.ends.at(at & ~1)!, this.ends.at(at | 1)!] as const;
    for (const end of pair) {
      if (end.isOpen) end.conversation.close();
      end.inbox.length = 0;
      end.inFlight = 0;
    }
    for (const [end, far] of [pair, [pair[1], pair[0]]] as const) {
      end.conversation = this.#conversation(end, far);
      end.isOpen = true;
    }
    for (const end of pair) end.conversation.open(this.journals.at(end.owner)!.heads());
  }

  #conversation(end: End, far: End): Conversation {
    const journal = this.journals.at(end.owner)!;
    const conversation: Conversation = new Conversation(
      {
        own: new Set([journal.own ?? chainName(String(end.owner))]),
        reads: [],
        relayPauseMs: RELAY_PAUSE_MS,
        entriesMax: this.#entriesMax,
        greets: this.ends.indexOf(end) % 2 === 0 ? 'first' : 'second',
      },
      {
        send: (message) => {
          if (message.m === 'entries') this.inFlightMax = Math.max(this.inFlightMax, (end.inFlight += 1));
          far.inbox.push(JSON.stringify(message));
        },
        read: ({ chain, after, hash, limits }, done) =>
          this.#later(() => done(journal.read(chain, after, hash, limits.entries))),
        store: (batch, done) =>
          this.#later(() => {
            const answer = journal.receive(batch);
            done(answer, journal.head(batch.chain));
            this.arrived(end.owner, batch.chain);
          }),
        alarm: (alarm) => this.alarms.push(alarm),
        close: () => {
          end.isOpen = false;
        },
        wake: (at) => {
          if (end.conversation === conversation) end.wake = at;
        },
      },
      { now: () => instant(this.now) },
    );
    return conversation;
  }

  #later(work: () => void): void {
    if (this.#isSlow) this.pending.push(work);
    else work();
  }

  /** One of the disks is done. */
  finish(): boolean {
    const work = this.pending.shift();
    work?.();
    this.#beginAnew();
    return work !== undefined;
  }

  append(owner: number, text: string): void {
    const journal = this.journals.at(owner)!;
    const chain = journal.own ?? chainName(String(owner));
    journal.append(chain, text);
    this.arrived(owner, chain);
  }

  arrived(owner: number, chain: string): void {
    const head = this.journals.at(owner)!.head(chain);
    if (head === null) return;
    for (const end of this.ends) if (end.owner === owner && end.isOpen) end.conversation.headsMoved([head]);
  }

  deliver(end: End, at: number): void {
    const [text] = end.inbox.splice(at, 1);
    if (text === undefined || !end.isOpen) return;
    const message: ExchangeMessage = readExchangeMessage(text);
    if (message.m === 'heads' && message.answer !== null) end.inFlight = Math.max(0, end.inFlight - 1);
    end.conversation.hear(message);
    this.#beginAnew();
  }

  #beginAnew(): void {
    for (let at = 0; at < this.ends.length; at += 2) {
      const pair = [this.ends.at(at)!, this.ends.at(at + 1)!];
      if (pair.some(({ owner }) => this.#replaced.has(owner))) this.connect(at);
    }
    this.#replaced.clear();
  }

  passTime(ms: number): void {
    this.now += ms;
    this.ends.forEach((end, at) => {
      if (end.wake !== null && end.wake <= this.now && end.isOpen) {
        end.wake = null;
        end.conversation.tick();
      }
      if (!end.isOpen) this.connect(at);
    });
  }

  /** Lets a good network run until nothing is on the way and nobody waits; answers the messages it took. */
  settle(): number {
    let delivered = 0;
    for (let turn = 0; turn < 5_000; turn += 1) {
      const busy = this.ends.find((end) => end.inbox.length > 0);
      if (this.finish()) continue;
      if (busy !== undefined) {
        this.deliver(busy, 0);
        delivered += 1;
      } else if (this.ends.every((end) => end.isOpen && end.wake === null)) return delivered;
      else this.passTime(1_000);
    }
    throw new Error('did not settle');
  }
}

const TRIANGLE = [
  [0, 1],
  [1, 2],
  [0, 2],
] as const;
const LINE = [
  [0, 1],
  [1, 2],
] as const;

const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('append' as const), who: fc.nat(2) }) },
  {
    weight: 10,
    arbitrary: fc.record({ do: fc.constant('deliver' as const), end: fc.nat(5), at: fc.nat(3) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), end: fc.nat(5), at: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('finish' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), end: fc.nat(5), at: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const), end: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 60, 400, 61_000) }),
  },
);

/** No two entries of a test say the same. */
let count = 0;

function run(
  network: Network,
  actions: readonly (typeof action extends fc.Arbitrary<infer A> ? A : never)[],
): void {
  for (const act of actions) {
    const end = 'end' in act ? network.ends.at(act.end % network.ends.length)! : undefined;
    if (act.do === 'append') network.append(act.who, `entry ${(count += 1)}`);
    else if (act.do === 'wait') network.passTime(act.ms);
    else if (act.do === 'finish') network.finish();
    else if (act.do === 'cut') network.connect(network.ends.indexOf(end!));
    else if (end !== undefined && end.inbox.length > 0) {
      const at = act.at % end.inbox.length;
      if (act.do === 'deliver') network.deliver(end, at);
      else if (act.do === 'lose') end.inbox.splice(at, 1);
      else end.inbox.push(end.inbox.at(at)!);
    }
  }
}

describe('the exchange', () => {
  it.each([
    ['three in a ring', TRIANGLE, false],
    ['three in a line', LINE, false],
    ['three in a ring, with slow disks', TRIANGLE, true],
  ] as const)('converges over a network that loses, repeats and reorders: %s', (_name, pairs, isSlow) => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 150 }), fc.infiniteStream(fc.nat(9)), (actions, dice) => {
        const network = new Network(3, pairs, { entriesMax: 3, isSlow });
        const roll = () => dice.next().value as number;
        for (const journal of network.journals) {
          journal.batchEntriesMax = 3;
          // Some batches are refused for now, of some only a prefix is stored.
          journal.onReceive = ({ entries }) => (roll() === 0 ? 'retry' : roll() < 3 ? 1 : entries.length);
        }
        run(network, actions);
        for (const journal of network.journals) journal.onReceive = ({ entries }) => entries.length;
        network.settle();
        const [first, ...others] = network.journals.map((journal) => journal.texts());
        for (const other of others) expect(other).toEqual(first);
        expect(network.alarms).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('has one batch in flight, and needs one message and one answer for each batch', () => {
    const network = new Network(2, [[0, 1]]);
    network.settle();
    network.journals.at(0)!.batchEntriesMax = 10;
    for (let at = 0; at < 100; at += 1) network.append(0, `e${at}`);
    // The first entry went alone, at once; the other 99 in ten batches.
    expect(network.settle()).toBe(2 * 11);
    expect(network.inFlightMax).toBe(1);
    expect(network.journals.at(1)!.texts()).toEqual(network.journals.at(0)!.texts());
  });

  it('does not relay what its author told everyone himself', () => {
    const network = new Network(3, TRIANGLE);
    network.settle();
    network.append(0, 'fire');
    const received = [0, 0, 0];
    network.journals.forEach((journal, at) => {
      const store = journal.onReceive;
      journal.onReceive = (batch) => ((received[at] = (received.at(at) ?? 0) + 1), store(batch));
    });
    network.settle();
    expect(received).toEqual([0, 1, 1]);
  });

  it('halves batches that are too large until they fit', () => {
    const network = new Network(2, [[0, 1]]);
    network.journals.at(1)!.onReceive = ({ entries }) => (entries.length > 7 ? 'too-large' : entries.length);
    network.settle();
    for (let at = 0; at < 100; at += 1) network.append(0, `e${at}`);
    network.settle();
    expect(network.journals.at(1)!.texts()).toEqual(network.journals.at(0)!.texts());
    expect(network.alarms).toEqual([]);
  });
});

const length = fc.integer({ min: 1, max: 40 });

describe('a chain that forked', () => {
  it('brings both branches to everybody who meets both, wherever they leave each other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        length,
        length,
        fc.array(action, { maxLength: 80 }),
        (shared, here, there, actions) => {
          const network = new Network(3, TRIANGLE);
          network.settle();
          const forked = chainName('x');
          const [a, b, c] = network.journals as [MemoryJournal, MemoryJournal, MemoryJournal];
          for (const journal of network.journals) journal.batchEntriesMax = 7;
          for (let at = 0; at < shared; at += 1)
            for (const journal of [a, b]) journal.append(forked, `s${at}`);
          for (let at = 0; at < here; at += 1) a.append(forked, `a${at}`);
          for (let at = 0; at < there; at += 1) b.append(forked, `b${at}`);
          const both = [...new Set([...a.known(forked), ...b.known(forked)])].toSorted();
          network.connect(0);
          run(network, actions);
          network.append(0, 'goes on');
          network.append(1, 'too');
          network.settle();
          // A session that was cut may have left its branches halfway: the next one brings the rest.
          for (let at = 0; at < network.ends.length; at += 2) network.connect(at);
          network.settle();
          for (const journal of [a, b]) expect(journal.known(forked)).toEqual(both);
          // The third has whole what stands at one of them, and from the other what that one lets stand.
          expect(c.known(forked)).toEqual(both);
          expect(new Set(network.alarms.map(({ kind, chain }) => `${kind} ${chain}`))).toEqual(
            new Set([`fork ${forked}`]),
          );
          for (const journal of network.journals) {
            expect(journal.texts()[chainName('0')]?.at(-1)).toBe('goes on');
            expect(journal.texts()[chainName('1')]?.at(-1)).toBe('too');
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['all meet', TRIANGLE],
    ['the clone and the original meet a third only', LINE],
  ] as const)(
    'by a cloned disk ends with one line that everybody lets stand, and every fact in it: %s',
    (_name, pairs) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 30 }),
          fc.array(action, { maxLength: 60 }),
          fc.array(action, { maxLength: 120 }),
          (before, apart, together) => {
            const original = new MemoryJournal();
            original.open(chainName('x'), null);
            for (let at = 0; at < before; at += 1) original.append(chainName('x'), `s${at}`);
            const network = new Network([original, new MemoryJournal(), original.clone()], pairs, {
              entriesMax: 5,
              isSlow: before % 2 === 0,
            });
            for (const journal of network.journals) journal.batchEntriesMax = 5;
            run(network, apart);
            run(network, together);
            network.settle();
            const appended = [...apart, ...together].filter((act) => act.do === 'append').length;
            const first = original.texts();
            for (const journal of network.journals) expect(journal.texts()).toEqual(first);
            const facts = Object.values(first)
              .flat()
              .filter((text) => !text.startsWith('{'))
              .map((text) => text.replace('copy of ', ''));
            // Nothing is lost, whoever wrote it before or after it knew of the other.
            expect(new Set(facts).size).toBe(before + appended);
          },
        ),
        { numRuns: 300 },
      );
    },
  );
});
