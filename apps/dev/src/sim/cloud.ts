import type { Draft, Event } from '@beaveros/domain/journal';
import {
  assert,
  businessDate,
  type Clock,
  id,
  type Id,
  idMinter,
  instant,
  isFault,
  type Result,
} from '@beaveros/kit';
import type { Head } from '@beaveros/protocol/exchange';
import {
  appendBackOffice,
  type BackOfficeDraft,
  checkFence,
  createEnrolmentCode,
  enrol,
  newsOfChains,
  newsOfStore,
  storeBatch,
  TenantKeys,
  uploadDisk,
} from '@beaveros/replication/sim';
import {
  decideAndAppend,
  type FollowState,
  followRound,
  type IslandTools,
  newFollowState,
} from '@beaveros/service-kit/ingest';
import type { Transaction } from '@beaveros/service-kit';
import type { Batch, Closing, Lesson } from '@beaveros/sync/exchange';
import { createSigner } from '@beaveros/terminal-core/sim';
import { CloudEnd } from './cloud-end.ts';
import type { CloudDatabases } from './databases.ts';
import type { Dice } from './dice.ts';
import { FOLLOWING_SERVICES, type FollowingService, READINGS, SILENT, sortedHeads } from './follow.ts';
import type { House, TerminalPlace } from './house.ts';
import { pemOf, privateKeyOf } from './keys.ts';
import type { Line, LineEnd } from './network.ts';
import { EPOCH_MS, type Life, type Schedule } from './schedule.ts';
import type { Till, TillIdentity } from './till.ts';
import { CLOUD_DISK, type Witness } from './witness.ts';

const SEAL_KEY = new Uint8Array(32).fill(9);
/** A hint reaches whoever follows within this; then they read until nothing is left. */
const HINT_MS_MAX = 10;
/** Services are let fall behind: each transaction of theirs costs real milliseconds, and a backlog finds more than a trickle. */
const FOLLOW_FROM_MS = 1_000;
const FOLLOW_TO_MS = 80_000;
/** Between two batches of one service while it is behind. */
const NEXT_BATCH_MS = 5;
/** After a round that failed (follow-journal.ts doubles up to 10 s; one step is enough here). */
const FAILED_PAUSE_MS = 1_000;

/** Batches that all services fold in one seed are some hundreds; whoever goes round for ever is left behind, and seen there. */
const ROUNDS_MAX = 4_000;

/** Rounds that bring one service to the journal's head: more than any simulated journal needs. */
const CATCH_UP_ROUNDS_MAX = 200;

/** What the back office appends, and on what it was decided. */
export interface BackOfficeCommand {
  readonly commandId: Id<'Command'>;
  readonly command: string;
  readonly events: readonly Draft<Event>[];
  readonly decidedBy: FollowingService;
  readonly aggregate: string;
}

interface Follower {
  readonly service: FollowingService;
  isScheduled: boolean;
  /** What its process remembers. */
  state: FollowState;
}

/** The cloud of one seed: replication and the services that follow it, over their real databases, without sockets. */
export class Cloud {
  readonly databases: CloudDatabases;
  readonly house: House;
  readonly clock: Clock;
  readonly keys: TenantKeys;
  readonly dice: Dice;
  readonly schedule: Schedule;
  readonly witness: Witness;
  readonly #ends = new Map<string, CloudEnd>();
  readonly #moved = new Set<string>();
  /** Runs kept aside that each terminal has taken from this process. */
  readonly #taken = new Map<string, ReadonlySet<string>>();
  readonly #rung = new Map<string, string>();
  readonly #followers: readonly Follower[];
  life: Life = { isOver: false };
  /** Days that passed for everybody. */
  daysMs = 0;
  /** Batches that services folded. */
  rounds = 0;

  constructor(options: {
    readonly databases: CloudDatabases;
    readonly house: House;
    readonly schedule: Schedule;
    readonly dice: Dice;
    readonly witness: Witness;
  }) {
    this.databases = options.databases;
    this.house = options.house;
    this.schedule = options.schedule;
    this.dice = options.dice;
    this.witness = options.witness;
    this.clock = { now: () => instant(EPOCH_MS + this.schedule.now + this.daysMs) };
    this.keys = new TenantKeys(this.replication, SEAL_KEY);
    this.#followers = FOLLOWING_SERVICES.map((service) => ({
      service,
      isScheduled: false,
      state: newFollowState(),
    }));
  }

  get replication() {
    return this.databases.of.replication.database;
  }

  get isUp(): boolean {
    return !this.life.isOver;
  }

  /** The journal's functions as the cloud's process has them. */
  get dependencies() {
    return {
      database: this.replication,
      keys: this.keys,
      clock: this.clock,
      random: this.dice,
      newId: idMinter(this.clock, this.dice),
    };
  }

  /** A fresh tenant: whatever an earlier run of this seed left is gone. */
  async open(): Promise<void> {
    for (const { database } of Object.values(this.databases.of)) database.mend();
    await this.databases.forget([this.house.tenant]);
    await this.keys.createTenant(this.house.tenant, privateKeyOf(this.dice.for('tenant key')));
  }

  async enrol(place: TerminalPlace, dice: Dice): Promise<TillIdentity> {
    const { tenant, store } = this.house;
    const { user } = this.house.manager;
    assert(user !== null, 'a manager is somebody');
    const { terminal } = place;
    const made = await again(() => createEnrolmentCode(this.dependencies, { tenant, store, terminal, user }));
    assert(made.ok, 'the tenant has a key');
    const privateKeyPem = pemOf(privateKeyOf(dice.for('key')));
    const { publicKey } = createSigner(privateKeyPem);
    const { code } = made.value;
    const enrolled = await again(() => enrol(this.dependencies, { code, publicKey }));
    assert(enrolled.ok, 'the code is good');
    // A terminal enrolled again is a revocation of the one before.
    await this.noteBackOffice();
    const { epoch, certificate, tenantPublicKey } = enrolled.value;
    const seriesUsed = (enrolled.value as { readonly seriesUsed?: number }).seriesUsed ?? 0;
    return { tenant, store, terminal, epoch, tenantPublicKey, certificate, privateKeyPem, seriesUsed };
  }

  /** Whether the door opens for this till; a refusal's code where it does not. */
  async judge(till: Till): Promise<string | null> {
    const { tenant, store, terminal, epoch } = till.identity;
    const judged = await this.replication.withReadOnlyTenant(id<'tenant'>(tenant), (tx) =>
      checkFence(tx, { tenant, store, terminal, epoch }),
    );
    return judged.ok ? null : judged.refusal.code;
  }

  /** Takes a till's line. Its older connection, if any, is closed: a till that dials again has lost it. */
  accept(
    till: Till,
    line: Line,
    lesson: Lesson,
    onClosed: (closing: Closing) => void,
  ): LineEnd & { open(): void } {
    const { terminal } = till.identity;
    const known = this.#taken.get(terminal) ?? new Set<string>();
    const gone = (closing: Closing) => {
      if (this.#ends.get(terminal) === end) this.#ends.delete(terminal);
      if (end.taken.size > 0) this.#taken.set(terminal, new Set([...known, ...end.taken]));
      onClosed(closing);
    };
    const { tenant, store } = till.identity;
    const { database, keys } = this.dependencies;
    const end = new CloudEnd({
      till,
      line,
      schedule: this.schedule,
      dice: this.dice,
      life: this.life,
      exchange: {
        database,
        keys,
        scope: { tenant, store, terminal },
        clock: { now: () => this.schedule.monotonic },
        store: (batch) => this.store(till, batch),
        lesson,
        known,
      },
      onAlarm: (alarm) => void this.witness.alarms.push(`cloud: ${JSON.stringify(alarm)}`),
      onClosed: gone,
    });
    const standing = this.#ends.get(terminal);
    this.#ends.set(terminal, end);
    standing?.close('exchange/second-connection');
    return end;
  }

  /** Connections of this terminal are judged again: it was revoked or replaced. */
  judgeAgain(terminal: string): void {
    const end = this.#ends.get(terminal);
    if (end === undefined) return;
    this.schedule.in(this.dice.below(HINT_MS_MAX), this.life, async () => {
      const code = await this.judge(end.till);
      if (code !== null) end.close(code);
    });
  }

  /** The journal grew: whoever is connected and whoever follows hears of it. */
  moved(chain: string): void {
    if (!this.isUp) return;
    this.hint();
    this.#moved.add(chain);
    if (this.#moved.size > 1) return;
    this.schedule.in(this.dice.between(1, HINT_MS_MAX), this.life, async () => {
      const chains = [...this.#moved];
      this.#moved.clear();
      if (this.#ends.size === 0) return;
      const news = await newsOfChains(this.replication, this.house.tenant, chains);
      const told = news.filter(({ store }) => store === this.house.store);
      if (told.length === 0) return;
      for (const end of Array.from(this.#ends.values())) end.heard(told);
    });
  }

  /** Every service looks whether there is something to fold. */
  hint(): void {
    if (!this.isUp) return;
    for (const follower of this.#followers)
      this.#follow(follower, this.dice.between(FOLLOW_FROM_MS, FOLLOW_TO_MS));
  }

  async heads(): Promise<readonly Head[]> {
    const news = await newsOfStore(this.replication, this.house);
    return news.map(({ chain, seq, hash }) => ({ chain, seq, hash }));
  }

  /**
   * Appends to the store's back-office chain what a service decided on what it had folded. `newer`: the journal holds more
   * of the aggregate. `unknown`: the session broke, and nobody knows whether it happened.
   */
  async append({
    commandId,
    command,
    events,
    decidedBy,
    aggregate,
  }: BackOfficeCommand): Promise<'stored' | 'newer' | 'unknown'> {
    const { tenant, store, manager } = this.house;
    return await this.#supervised(async () => {
      const cursors = await this.databases.of[decidedBy].database.withReadOnlyTenant(
        id<'tenant'>(tenant),
        (tx) =>
          tx.query<{ chain: string; seq: number }>(
            `select encode(chain, 'hex') as chain, seq from journal_cursors where tenant_id = $1`,
            [tenant],
          ),
      );
      const appended = await appendBackOffice(this.dependencies, {
        tenant,
        store,
        commandId,
        command,
        actor: manager.user,
        businessDate: businessDate(new Date(this.clock.now()).toISOString().slice(0, 10)),
        events,
        expected: [{ aggregate, heads: cursors }],
      });
      return appended.ok;
    });
  }

  /** How a service's routes decide and append, as following-service.ts gives it to them. */
  deciderOf(service: 'order' | 'payment'): IslandTools<[]>['decideAndAppend'] {
    const { database } = this.databases.of[service];
    const { readEvent } = READINGS[service];
    const { feed } = this.databases;
    return (decision) =>
      decideAndAppend(
        {
          database,
          feed,
          readEvent,
          append: (entry) => appendBackOffice(this.dependencies, entry as BackOfficeDraft),
          caughtUpTo: () => this.catchUp(service),
        },
        decision,
      );
  }

  /** A manager's act on journals, in one transaction of the tenant. */
  async supervise(
    work: (tx: Transaction) => Promise<Result<unknown, { readonly code: string }>>,
  ): Promise<'stored' | 'newer' | 'unknown'> {
    return await this.#supervised(async () => {
      const done = await this.replication.withTenant(id<'tenant'>(this.house.tenant), work);
      return done.ok;
    });
  }

  /** Takes one batch of a dead disk. */
  async upload(batch: Batch): Promise<string> {
    const { tenant, manager } = this.house;
    let kind = 'unknown';
    await this.#supervised(async () => {
      const isAllowed = () => true;
      const done = await uploadDisk(this.dependencies, { tenant, actor: manager.user!, batch, isAllowed });
      kind = done.ok ? done.value.answer.kind : done.refusal.code;
      if (done.ok && done.value.answer.kind === 'stored') this.#noteBatch(batch, done.value.answer.seq);
      if (done.ok) this.moved(batch.chain);
      return done.ok;
    });
    return kind;
  }

  /** What the store's back-office chains hold beyond what the witness knows: it is told, and whoever follows. */
  async #supervised(work: () => Promise<boolean>): Promise<'stored' | 'newer' | 'unknown'> {
    let outcome: 'stored' | 'newer' | 'unknown';
    try {
      outcome = (await work()) ? 'stored' : 'newer';
    } catch (error) {
      if (!isFault(error)) throw error;
      outcome = 'unknown';
    }
    await this.noteBackOffice();
    return outcome;
  }

  /** Until a service has folded all there is. */
  async catchUp(service: FollowingService): Promise<void> {
    const follower = this.#followers.find((each) => each.service === service)!;
    for (let round = 0; round < CATCH_UP_ROUNDS_MAX; round += 1) {
      try {
        if (!(await this.#round(follower))) return;
      } catch (error) {
        if (!isFault(error)) throw error;
        return;
      }
    }
  }

  /** Stores a batch as a till's link does, and rings. */
  async store(till: Pick<Till, 'identity'>, batch: Parameters<typeof storeBatch>[2]) {
    const { tenant, store, terminal } = till.identity;
    const stored = await storeBatch(this.dependencies, { tenant, store, terminal }, batch);
    const { answer } = stored;
    if (answer.kind === 'stored') this.#noteBatch(batch, answer.seq);
    // Kept on another branch: on this disk all the same.
    if (answer.kind === 'aside') this.#noteBatch(batch, answer.seq);
    // As PostgreSQL does: a transaction that changed nothing rings no bell.
    const head = JSON.stringify(stored.head);
    if (
      answer.kind !== 'gap' &&
      answer.kind !== 'refused' &&
      (answer.kind !== 'stored' || this.#rung.get(batch.chain) !== head)
    )
      this.moved(batch.chain);
    this.#rung.set(batch.chain, head);
    return stored;
  }

  /** The same for somebody who does not care whether the session broke. */
  async storeOrNot(till: Pick<Till, 'identity'>, batch: Batch): Promise<void> {
    try {
      await this.store(till, batch);
    } catch (error) {
      if (!isFault(error)) throw error;
    }
  }

  /** Tells the witness, and whoever follows, what the back office wrote for the store; the tenant's own chain stays in the cloud. */
  async noteBackOffice(): Promise<void> {
    const { rows } = await this.databases.of.replication.admin.query<{
      chain: Buffer;
      hash: Buffer;
      bytes: Buffer;
    }>(
      `select e.chain, e.hash, e.bytes from entries e join chains c using (tenant_id, chain)
       where e.tenant_id = $1 and c.kind = 'store'`,
      [this.house.tenant],
    );
    for (const { chain, hash, bytes } of rows) {
      const name = chain.toString('hex');
      const isNew = !this.witness.entries.has(hash.toString('hex'));
      this.witness.heldText(
        CLOUD_DISK,
        hash.toString('hex'),
        bytes.toString('utf8'),
        name,
        this.schedule.now,
      );
      if (isNew) this.moved(name);
    }
  }

  #noteBatch(batch: Batch, upTo: number): void {
    for (const { seq, hash, text } of batch.entries)
      if (seq <= upTo) this.witness.heldText(CLOUD_DISK, hash, text, batch.chain, this.schedule.now);
  }

  /** The databases went back: what the simulator remembers of them is void. */
  forget(): void {
    this.#rung.clear();
  }

  /** The process dies: lines break, and what was scheduled is forgotten. Transactions that committed stand. */
  kill(): void {
    this.life.isOver = true;
    for (const end of Array.from(this.#ends.values())) end.close('');
    this.#ends.clear();
    this.#taken.clear();
    this.#moved.clear();
    for (const follower of this.#followers) {
      follower.isScheduled = false;
      follower.state = newFollowState();
    }
  }

  start(): void {
    if (this.isUp) return;
    this.life = { isOver: false };
    this.hint();
  }

  #follow(follower: Follower, delayMs: number): void {
    if (follower.isScheduled) return;
    follower.isScheduled = true;
    this.schedule.in(delayMs, this.life, async () => {
      follower.isScheduled = false;
      try {
        const moved = await this.#round(follower);
        if (!moved || this.rounds === ROUNDS_MAX) return;
        this.rounds += 1;
        this.#follow(follower, NEXT_BATCH_MS);
      } catch (error) {
        if (!isFault(error)) throw error;
        this.#follow(follower, FAILED_PAUSE_MS);
      }
    });
  }

  async #round({ service, state }: Follower): Promise<boolean> {
    const { database } = this.databases.of[service];
    const { feed } = this.databases;
    const { tenant } = this.house;
    const options = { service, database, feed, log: SILENT, ...READINGS[service] };
    const { moved } = await followRound(options, state, tenant, await sortedHeads(feed, tenant));
    return moved;
  }
}

/** Attempts of a person who sees that the line broke: more than one break is ever armed. */
const ATTEMPTS_MAX = 4;

/** The same request once more when its answer was lost. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isFault(error) || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}
