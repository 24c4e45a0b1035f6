import { randomBytes } from 'node:crypto';
import { type AmountMinor, type Id, instant, ONE } from '@beaveros/kit';
import type { IpcInput } from '@beaveros/protocol/ipc';
import { vi } from 'vitest';
import { idOf, ITEM_ROW, PIN, TillFixture } from './_till-fixture.ts';
import type { Core } from './core.ts';
import { createSigner } from './journal/index.ts';
import { listenForPeers, type Peers } from './sync/exchange/index.ts';
import type { Links } from './sync/links.ts';

/** A whole till with its line to the others. */
export interface ReachedTill {
  readonly till: TillFixture;
  readonly core: Core;
  readonly peers: Peers;
  /** Ana's. */
  readonly session: string;
  readonly judges: boolean;
}

/** Tills of one store on real sockets; the cloud is away. Disposes of everything it made. */
export class TillsInReach implements AsyncDisposable {
  readonly #first = new TillFixture();
  readonly #tills: ReachedTill[] = [];

  /** Opens the next till: T1, T2, ... `judges`: whether it answers asks, as older builds do not. */
  async open({ judges = true } = {}): Promise<ReachedTill> {
    const code = `T${this.#tills.length + 1}`;
    const till = this.#tills.length === 0 ? this.#first : this.#first.sibling(code);
    const core = till.open();
    await till.furnish(core);
    const { tenant, store, terminal, epoch, tenantPublicKey, certificate, privateKey } = till.identity;
    const signer = createSigner(privateKey);
    const peers = await listenForPeers({
      journal: core.journal,
      identity: { tenant, store, terminal, epoch, tenantPublicKey, certificate, signer },
      clock: { now: () => instant(Date.now()) },
      random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
      host: '127.0.0.1',
      port: 0,
      onAlarm: () => {},
      onDefect: (error) => {
        throw error;
      },
      ...(judges ? { judgeAsk: (asked) => core.judgeAsk(asked) } : {}),
    });
    core.attach(linksOver(peers));
    const { session } = await till.call(core, 'signIn', { user: idOf('ana'), pin: PIN });
    const opened = { till, core, peers, session, judges };
    this.#tills.push(opened);
    return opened;
  }

  /** Returns when each has what the other has. */
  async meet(one: ReachedTill, other: ReachedTill): Promise<void> {
    one.peers.connect(other.peers.url);
    await this.level(one, other);
    // A till that took a snapshot begins its links anew: both stand when a question goes over and comes back.
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      if (!to.judges) continue;
      const probe = { kind: 'spend', account: idOf<'Account'>('nobody'), amount: 1 as AmountMinor } as const;
      await vi.waitFor(
        async () => {
          const outcome = await from.peers.ask(to.till.identity.terminal, from.till.newId(), probe);
          if (outcome.kind !== 'no-answer' || outcome.why !== 'unable') throw new Error('not reached');
        },
        { timeout: 5_000, interval: 2 },
      );
    }
  }

  async level(...tills: readonly ReachedTill[]): Promise<void> {
    const heads = ({ core }: ReachedTill) =>
      new Set(core.journal.heads().map(({ chain, hash }) => chain + hash));
    await vi.waitFor(
      () => {
        const [first, ...others] = tills.map(heads);
        for (const each of others)
          if (each.size !== first!.size || [...each].some((head) => !first!.has(head)))
            throw new Error('not level');
      },
      { timeout: 5_000, interval: 2 },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A test may have given a core other links: its own are closed before its journal all the same.
    for (const { core, peers } of this.#tills.toReversed()) {
      await peers[Symbol.asyncDispose]();
      await core[Symbol.asyncDispose]();
    }
    this.#first[Symbol.dispose]();
  }
}

/** Sells burgers of 12.50 for cash: as many lines of so many each. Opens a shift where there is none. */
export async function sellBurgers({ till, core, session }: ReachedTill, count: number, lines = 1) {
  const order = till.newId<'Order'>();
  await openShift({ till, core, session });
  await till.call(core, 'openOrder', { order, kind: 'counter', table: null, guests: null } as never, {
    session,
  });
  const added = Array.from({ length: lines }, () => ({
    line: till.newId<'Line'>(),
    item: ITEM_ROW.id as never,
    quantityMicro: (ONE * count) as typeof ONE,
    options: [],
    note: null,
    override: null,
  }));
  await till.call(core, 'addLines', { order, lines: added }, { session });
  const document = till.newId<'Document'>();
  const payment = till.newId<'Payment'>();
  const tenders = [{ payment, method: idOf('cash'), tendered: 1_250 * count * lines }];
  const close = { order, document, tenders, printer: null } as unknown as IpcInput<'payAndClose'>;
  await till.call(core, 'payAndClose', close, { session });
  return { order, line: added[0]!.line, lines: added.map(({ line }) => line), document, payment };
}

/** A shift with an empty drawer, unless one is open. */
export async function openShift({ till, core, session }: Pick<ReachedTill, 'till' | 'core' | 'session'>) {
  if (core.desk.aggregates.currentShift !== null) return;
  await till.call(core, 'openShift', { shift: till.newId(), float: 0 as AmountMinor } as never, { session });
}

/** The events of one type that a till's journal holds of an aggregate. */
export function factsOf<Body>({ core }: ReachedTill, aggregate: Id, type: string): readonly Body[] {
  return core.journal
    .byAggregate(aggregate)
    .filter(({ event }) => event.type === type)
    .map(({ event }) => event.body as Body);
}

function linksOver(peers: Peers): Links {
  return {
    isCloudConnected: () => false,
    cloudSeqOf: () => 0,
    onChanged: () => () => {},
    peers: () => [],
    ask: (id, question) =>
      question.to === 'till'
        ? peers.ask(question.terminal, id, question.ask)
        : Promise.resolve({ kind: 'no-answer', why: 'not-reached' }),
    [Symbol.asyncDispose]: () => peers[Symbol.asyncDispose](),
  };
}
