import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_CATALOGUE } from '@beaveros/domain/journal';
import { ticketsFold } from '@beaveros/domain/workflow';
import { type Clock, Fault, type Id, idMinter, ok, type Random, type Result } from '@beaveros/kit';
import type { AskAnswer } from '@beaveros/protocol/exchange';
import type { IpcOutput, IpcPush, IpcRefusal, IpcResponse } from '@beaveros/protocol/ipc';
import type { AskOutcome } from '@beaveros/sync/exchange';
import type { Logger } from 'pino';
import { Aggregates } from './commands/aggregates.ts';
import { Automations } from './commands/automations.ts';
import { AskedCommands, LOOK_AT_GRANTS_EVERY_MS } from './commands/asked-commands.ts';
import { judgeAsk } from './commands/asks.ts';
import type { CommandName, Desk, Question } from './commands/command.ts';
import { couponsUsedIn, limitedCoupons, raiseCouponTasks } from './commands/coupon-uses.ts';
import { OwnReversals } from './commands/own-reversals.ts';
import { type CommandRequest, questionsOf, runCommand } from './commands/run-command.ts';
import { Till, utcDateAt } from './commands/till.ts';
import { Effects } from './effects/effects.ts';
import { jobPaper } from './effects/job-paper.ts';
import { paperHouse } from './effects/paper-house.ts';
import { Printers } from './effects/printers.ts';
import { SpoolFile } from './effects/spool-file.ts';
import type { IdentityFile } from './enrolment/identity-file.ts';
import { answerFrame, type Behind, type ScreenKind } from './ipc/door.ts';
import {
  type Arrived,
  createSigner,
  type Journal,
  type JournalOptions,
  openJournal,
  opensAggregate,
} from './journal/index.ts';
import { PictureFiles } from './pictures/picture-files.ts';
import { queryHandlers } from './queries/query-handlers.ts';
import { PinAttemptsFile } from './sign-in/pin-attempts.ts';
import { SESSION_IDLE_MS, SESSIONS_MAX, SignIn } from './sign-in/sign-in.ts';
import { TokenFile } from './sign-in/token-file.ts';
import { FoldedStores } from './stores/folded-stores.ts';
import { openRows, type Rows } from './stores/rows.ts';
import { settlingPolicy } from './settling.ts';
import { reachOf, statusOf } from './status.ts';
import { StatusWatch } from './status-watch.ts';
import type { AskHere } from './sync/exchange/index.ts';
import type { Links } from './sync/links.ts';
import { Upkeep } from './upkeep.ts';
import { ticketViews } from './views/ticket-view.ts';

export interface CoreOptions {
  readonly dataDir: string;
  readonly identity: IdentityFile;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Base64 of 32 bytes, from the OS keychain; without it the one of the identity file is used. */
  readonly sealKey?: string;
}

const NOT_REACHED: AskOutcome = { kind: 'no-answer', why: 'not-reached' };

/** The journal's own code for an entry that is not what its author wrote. */
export const JOURNAL_DAMAGED = 'journal/damaged';

/**
 * The till in plain Node: journal, rows, stores, spool and the door. Sells at once with what is on its disk; the links to
 * peers and cloud are made outside ({@link Links}) and may never come.
 */
export class Core implements AsyncDisposable {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly desk: Desk;
  readonly stores: FoldedStores;
  readonly spool: SpoolFile;
  readonly printers: Printers;
  readonly pictures: PictureFiles;
  readonly #effects: Effects;
  readonly #ownReversals: OwnReversals;
  readonly #asked: AskedCommands;
  readonly #attempts: PinAttemptsFile;
  readonly #sessions: TokenFile;
  readonly #aggregates: Aggregates;
  readonly #behind: Behind;
  readonly #clock: Clock;
  readonly #dataDir: string;
  readonly #listeners = new Set<(push: IpcPush) => void>();
  readonly #stops: (() => void)[] = [];
  readonly #watch: StatusWatch;
  #links: Links | null = null;
  #isClosed = false;

  constructor({ dataDir, identity, clock, random, log, sealKey }: CoreOptions) {
    const key = sealKeyOf(identity, sealKey);
    this.#clock = clock;
    this.#dataDir = dataDir;
    this.journal = openJournal(journalOptions({ dataDir, identity, clock, random }));
    this.rows = openRows({ dir: join(dataDir, 'rows'), sealKey: key });
    this.journal.versions.announce(EVENT_CATALOGUE.keys(), clock.now());
    this.#aggregates = new Aggregates(this.journal, identity.terminal);
    this.journal.settleBy(settlingPolicy(this.#aggregates, (account) => this.rows.payment.account(account)));
    this.stores = new FoldedStores(this.#aggregates, this.journal, join(dataDir, 'folded'));
    this.desk = {
      journal: this.journal,
      aggregates: this.#aggregates,
      rows: this.rows,
      till: new Till(identity.terminal, this.rows),
      automations: new Automations(),
      mayWrite: (type, v) => this.journal.versions.mayWrite(type, v, clock.now()),
      stockLevel: (stock) => this.stores.stockLevel(stock),
      unconfirmed: () => reachOf(this.journal, this.#links).outbox,
    };
    this.spool = new SpoolFile(join(dataDir, 'spool.sqlite'));
    this.#effects = new Effects(this.journal, this.spool, identity.terminal);
    this.printers = new Printers({
      spool: this.spool,
      device: (id) => this.rows.entity.devices().find((row) => row.id === id),
      paper: (job) =>
        jobPaper(job, {
          facts: (aggregate) => this.journal.byAggregate(aggregate),
          order: (order) => this.#aggregates.order(order),
          shift: (shift) => this.#aggregates.shift(shift),
          house: paperHouse(this.rows),
        }),
      log,
      onChanged: () => this.#push('spool', []),
    });
    this.pictures = new PictureFiles(join(dataDir, 'pictures'));
    this.#asked = new AskedCommands(this.desk, clock);
    const looking = setInterval(() => this.#asked.look(), LOOK_AT_GRANTS_EVERY_MS);
    looking.unref();
    this.#stops.push(() => clearInterval(looking));
    this.#attempts = new PinAttemptsFile(join(dataDir, 'pin-attempts.sqlite'));
    this.#sessions = new TokenFile({
      path: join(dataDir, 'sessions.sqlite'),
      max: SESSIONS_MAX,
      idleMs: SESSION_IDLE_MS,
      clock,
      random,
    });
    const { rows } = this;
    const signIn = new SignIn({ rows, attempts: this.#attempts, sessions: this.#sessions, clock });
    const queries = queryHandlers({
      desk: this.desk,
      stores: this.stores,
      signIn,
      spool: this.spool,
      printers: this.printers,
      now: () => clock.now(),
      status: () =>
        statusOf({
          identity,
          desk: this.desk,
          stores: this.stores,
          spool: this.spool,
          links: this.#links,
          keyStore: sealKey === undefined ? 'file' : 'keychain',
        }),
    });
    this.#behind = {
      actorOf: (session) => signIn.actorOf(session),
      approve: ({ session, commandId, approval }) => {
        const actor = signIn.actorOf(session);
        const isDone = actor !== null && this.journal.ownEntryOf(commandId) !== null;
        return isDone ? Promise.resolve(ok(actor)) : signIn.approve(session, approval);
      },
      run: (name, commandId, input, actor) => {
        const request = { name, commandId, input, actor };
        const questions = questionsOf(this.desk, request, clock);
        // Every command but the two of design section 3 is decided in this turn.
        return questions.length === 0
          ? runCommand(this.desk, request, clock)
          : this.#askFirst(request, questions);
      },
      queries,
    };
    this.#stops.push(
      this.journal.onArrival((arrived) => this.#followed(arrived)),
      this.journal.onDropped(() => this.stores.applyBehind()),
      this.journal.onReplaced(() => this.#replaced()),
      this.rows.onApplied((shape) => {
        this.#push(shape.slice(0, shape.indexOf('.')), []);
        this.printers.wakeAll();
      }),
    );
    this.#watch = new StatusWatch({
      read: () => JSON.stringify(reachOf(this.journal, this.#links)),
      onMoved: () => this.#push('status', []),
    });
    this.#stops.push(() => this.#watch[Symbol.dispose]());
    this.#ownReversals = new OwnReversals(this.desk, this.stores.order, clock);
    this.#stops.push(() => this.#ownReversals[Symbol.dispose]());
    const upkeep = new Upkeep(this.journal, clock);
    this.#stops.push(() => upkeep[Symbol.dispose]());
    this.#catchUp();
  }

  /** Answers one ipc frame of a screen. Rejects only with a defect. */
  async answer(frame: unknown, screen: ScreenKind = 'till'): Promise<IpcResponse> {
    const response = await answerFrame(frame, this.#behind, screen);
    if ('fault' in response && response.fault.code === JOURNAL_DAMAGED) this.damageWasRead();
    return response;
  }

  /** Judges what another till asks; what it grants is durable when this returns. */
  judgeAsk(asked: AskHere): AskAnswer {
    return judgeAsk(this.desk, asked, this.#clock);
  }

  /** An old entry was found damaged when it was read: the next start puts the journal together again. */
  damageWasRead(): void {
    writeFileSync(damageMark(this.#dataDir), '');
  }

  /** Told what changed, after it is durable. */
  onPush(listener: (push: IpcPush) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The links to peers and cloud, shown by the state pill. */
  attach(links: Links): void {
    this.#links = links;
    this.#stops.push(links.onChanged(() => this.#watch.touch()));
    this.#watch.touch();
  }

  /** Tells the screens that pictures have come down: what they could not show is here now. */
  picturesArrived(hashes: readonly string[]): void {
    this.#push('pictures', hashes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#asked.close();
    for (const stop of this.#stops) stop();
    await this.#links?.[Symbol.asyncDispose]();
    await this.printers[Symbol.asyncDispose]();
    this.stores[Symbol.dispose]();
    this.spool[Symbol.dispose]();
    this.#attempts[Symbol.dispose]();
    this.#sessions[Symbol.dispose]();
    this.#aggregates[Symbol.dispose]();
    this.rows[Symbol.dispose]();
    this.journal[Symbol.dispose]();
  }

  /** Asks outside any turn, then decides in one with what came of it. Grants that are of no use are given back. */
  async #askFirst<Name extends CommandName>(
    request: CommandRequest<Name>,
    questions: readonly Question[],
  ): Promise<Result<IpcOutput<Name>, IpcRefusal>> {
    const { commandId } = request;
    this.#asked.begin(commandId);
    const answered = await Promise.all(
      questions.map(async (question) => ({
        ask: question.ask,
        outcome: (await this.#links?.ask(commandId, question)) ?? NOT_REACHED,
      })),
    );
    if (this.#isClosed) throw new Fault('core/closing', 'the till is closing', { retryable: true });
    return this.#asked.finish({ ...request, answered });
  }

  /** After a start: what the journal has beyond stores and spool. */
  #catchUp(): void {
    this.stores.applyBehind();
    this.#effects.take();
    setImmediate(() => {
      if (this.#isClosed) return;
      this.printers.wakeAll();
      raiseCouponTasks(this.desk, limitedCoupons(this.desk), this.#clock.now());
    });
    this.#readGrantsBack();
  }

  /** Grants that an earlier process left: a few entries in each turn, in the way of nobody. */
  #readGrantsBack(): void {
    setImmediate(() => {
      if (!this.#isClosed && this.#asked.readBack()) this.#readGrantsBack();
    });
  }

  /** Right behind an append or a received batch: stores, effects and screens. Nothing here can undo the answer. */
  #followed(arrived: readonly Arrived[]): void {
    // First, and from memory: a kitchen must not wait for a store.
    this.#pushTickets(arrived);
    this.stores.applyBehind();
    this.#ownReversals.follow(arrived);
    this.#asked.follow(arrived);
    const coupons = couponsUsedIn(arrived);
    setImmediate(() => {
      if (this.#isClosed) return;
      this.printers.wake(this.#effects.take());
      raiseCouponTasks(this.desk, coupons, this.#clock.now());
    });
    const aggregates = new Set(
      arrived.flatMap(({ recorded }) => recorded.map(({ event }) => event.aggregate)),
    );
    this.#push('journal', [...aggregates]);
    this.#watch.touch();
  }

  /** What stood before stands no longer: everything folded is folded anew, and every screen asks again. */
  #replaced(): void {
    this.stores.applyBehind();
    this.#ownReversals.lookAgain();
    this.#asked.lookAgain();
    this.#readGrantsBack();
    this.#push('journal', []);
    for (const order of this.journal.openAggregates()) this.#pushTicketsOf(order);
    this.#watch.touch();
  }

  #pushTickets(arrived: readonly Arrived[]): void {
    const facts = arrived.flatMap(({ recorded }) => recorded.map(({ event }) => event));
    const orders = new Set(
      // An opening, too: what came of its order before it was told to nobody.
      facts
        .filter(({ type }) => ticketsFold.reads.has(type) || opensAggregate(type))
        .map(({ aggregate }) => aggregate),
    );
    for (const order of orders) this.#pushTicketsOf(order);
  }

  #pushTicketsOf(order: string): void {
    const tickets = ticketViews(this.#aggregates, order);
    // What was voided before it was fired has none.
    if (tickets.length === 0) return;
    for (const listener of this.#listeners)
      listener({ push: 'tickets', order: order as Id<'Order'>, tickets });
  }

  #push(service: string, aggregates: readonly string[]): void {
    for (const listener of this.#listeners) listener({ push: 'changed', service, aggregates });
  }
}

function sealKeyOf({ sealKey }: IdentityFile, fromKeychain: string | undefined): Uint8Array {
  const key = fromKeychain ?? sealKey;
  if (key === null)
    throw new Fault(
      'enrolment/seal-key-missing',
      'the key of the PINs is in the keychain, and nobody brought it',
    );
  return Buffer.from(key, 'base64');
}

/** A file that says: an entry of the journal could not be read; recover before selling. */
export function damageMark(dataDir: string): string {
  return join(dataDir, 'journal.damaged');
}

/** Where the till's journal is and who writes it. `log` is not needed: the journal says nothing. */
export function journalOptions({
  dataDir,
  identity,
  clock,
  random,
}: Omit<CoreOptions, 'log'>): JournalOptions {
  const { tenant, store, terminal, epoch, tenantPublicKey, certificate, seriesUsed } = identity;
  const signer = createSigner(identity.privateKey);
  return {
    path: join(dataDir, 'journal.sqlite'),
    identity: { tenant, store, terminal, epoch, tenantPublicKey, certificate, signer },
    clock,
    random,
    newId: idMinter(clock, random),
    businessDate: utcDateAt(clock.now()),
    seriesUsed,
  };
}
