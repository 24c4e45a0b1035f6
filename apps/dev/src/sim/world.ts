import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Id, uuidV7 } from '@beaveros/kit';
import { ASK_TIMEOUT_MS, type AskAnswer } from '@beaveros/protocol/exchange';
import { orderView } from '@beaveros/protocol/ipc';
import type { Batch } from '@beaveros/sync/exchange';
import { eraseSideRecords, releaseSuspense, revokeTerminal } from '@beaveros/replication/sim';
import {
  type Arrived,
  type AskHere,
  listOrders,
  listTickets,
  sumDocuments,
} from '@beaveros/terminal-core/sim';
import { AskBench, type AskCounts, NO_ASKS } from './asks.ts';
import { Cloud } from './cloud.ts';
import { askCloud } from './cloud-asks.ts';
import type { CloudDatabases } from './databases.ts';
import { forgetConnections } from './connections.ts';
import { Dice } from './dice.ts';
import {
  comeDown,
  CONFIGURATION,
  type Configuration,
  type House,
  houseOf,
  type RowTable,
  rowsOf,
} from './house.ts';
import type { Kitchen } from './kitchen.ts';
import { LINE_BROKE, Network } from './network.ts';
import { ReversalBench } from './own-reversals.ts';
import { Pair } from './pair.ts';
import type { Plan, Step } from './plan.ts';
import { PrinterBench } from './printer.ts';
import { type Life, Schedule } from './schedule.ts';
import { tidy } from './tidy.ts';
import { type Asked, Till } from './till.ts';
import { type CommandAnswer, type FenceRecord, type ReadRecord, Witness } from './witness.ts';

/**
 * Behind an answer each part follows in its own time, sometimes with several entries at once: here a till may die between
 * any two. Longer than in a real till, so that more is lost when it does, and because each turn costs real time.
 */
const AT_ONCE_SHARE = 0.15;
const APPLY_BEHIND_MS_MAX = 20_000;
const EFFECTS_BEHIND_MS_MAX = 3_000;
/** Entries a store applies in one turn (folded-stores.ts). */
const APPLY_AT_ONCE = 200;
const DIAL_AT_START_MS = 300;
const TIDY_FROM_MS = 60_000;
const TIDY_TO_MS = 400_000;
/** An ask is over by then, whatever came of it. */
const ASKED_WITHIN_MS = ASK_TIMEOUT_MS + 100;
const DAY_MS = 24 * 3_600_000;
/** Rows of one list that a screen shows. */
const READ_ROWS = 200;

/** What a step is told that goes on before somebody else was asked. */
const NOT_YET = { answer: { kind: 'lost' }, value: null } as const;

/** What ended a seed's run before its end: a till's or the cloud's own defect. */
class SimulatedDefect extends Error {
  override readonly name = 'SimulatedDefect';
}

/** Everything of one seed: tills, kitchens, the cloud, the lines between them, and what people remember. */
export class World {
  readonly plan: Plan;
  readonly house: House;
  readonly schedule = new Schedule();
  readonly dice: Dice;
  readonly witness = new Witness();
  readonly network: Network;
  readonly cloud: Cloud;
  readonly tills: Till[] = [];
  readonly pairs: Pair[] = [];
  readonly kitchens: Kitchen[] = [];
  readonly root: string;
  /** A word that only the neighbour's facts hold. */
  readonly canary: string;
  /** Lives as long as the world. */
  readonly life: Life = { isOver: false };
  readonly operations: Record<string, number> = {};
  readonly faults: Record<string, number> = {};
  /** What happened, one line each: the history that a failure prints. */
  readonly history: string[] = [];
  /** What head office says now; tills learn it at different times. */
  configuration: Configuration = CONFIGURATION;
  /** Orders that anybody ever opened, with the drafts of screens: what people remember. */
  readonly orders: Id<'Order'>[] = [];
  readonly drafts: { readonly till: string; readonly order: Id<'Order'>; readonly due: number }[] = [];
  readonly images = new Map<string, { readonly path: string; readonly held: ReadonlySet<string> }>();
  readonly #benches = new Map<string, PrinterBench>();
  readonly #reversals = new Map<string, ReversalBench>();
  readonly #asking = new Map<string, AskBench>();
  readonly asks: AskCounts = { ...NO_ASKS };
  readonly #unanswered = new Map<string, Asked>();
  /** Tills that die right behind their next append, before anybody is answered. */
  readonly doomed = new Map<string, 'kill' | 'power-cut'>();
  /** Grows with each partition: the end of an earlier one does not heal a later one. */
  partitions = 0;
  daysPassed = 0;
  enrolments = 0;
  /** Copies of the cloud's databases exist or are being made. */
  isRestoring = false;
  /** Disks of dead tills that wait for their upload. */
  readonly uploads: { readonly disk: string; readonly name: string }[] = [];
  /** Parts that will follow, and in which life of their till. */
  readonly #waitingFor = new WeakMap<object, Life>();
  #places = 0;

  private constructor(plan: Plan, databases: CloudDatabases, root: string) {
    this.plan = plan;
    this.root = root;
    this.house = houseOf(plan.seed);
    this.dice = new Dice(`world/${plan.seed}`);
    this.canary = `CANARY-${plan.seed}-${Buffer.from(this.dice.for('canary').bytes(6)).toString('hex')}`;
    this.network = new Network(this.schedule, this.dice.for('network'), (text, from, to) => {
      if (text.includes(this.canary))
        this.witness.leaks.push({ where: `a frame from ${from} to ${to}`, at: this.schedule.now });
    });
    this.cloud = new Cloud({
      databases,
      house: this.house,
      schedule: this.schedule,
      dice: this.dice.for('cloud'),
      witness: this.witness,
    });
  }

  static async open(plan: Plan, databases: CloudDatabases, root: string): Promise<World> {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root, { recursive: true });
    const world = new World(plan, databases, root);
    await world.cloud.open();
    for (let index = 1; index <= plan.tills; index += 1) await world.newTill();
    for (let index = 1; index <= plan.kitchens; index += 1)
      world.kitchens.push({
        name: `k${index}`,
        till: `t${1 + ((index - 1) % plan.tills)}`,
        unanswered: null,
      });
    return world;
  }

  note(line: string): void {
    this.history.push(`${(this.schedule.now / 1_000).toFixed(3)} ${line}`);
  }

  till(name: string): Till | undefined {
    return this.tills.find((till) => till.name === name);
  }

  /** A terminal with an empty disk, enrolled and running. */
  async newTill(): Promise<Till> {
    this.#places += 1;
    return await this.enrolTill(`t${this.#places}`, this.#places);
  }

  /** Enrols a terminal on a new disk: another epoch when it had been enrolled before. */
  async enrolTill(name: string, placeIndex: number): Promise<Till> {
    const dice = this.dice.for(name);
    const place = this.house.place(placeIndex);
    const identity = await this.cloud.enrol(place, dice.for('enrolment'));
    this.enrolments += 1;
    const till = this.adopt(name, identity, { place, placeIndex }, dice);
    this.start(till);
    return till;
  }

  /** A disk in the world, with lines to everybody else. */
  adopt(
    name: string,
    identity: Till['identity'],
    { place, placeIndex }: Pick<Till, 'place' | 'placeIndex'>,
    dice: Dice,
  ): Till {
    const dir = join(this.root, name);
    const till = new Till({ name, place, placeIndex, identity, dir, dice, schedule: this.schedule });
    till.daysMs = this.daysPassed * DAY_MS;
    const judge = (asked: Till, of: AskHere) => this.#judge(asked, of);
    const around = { schedule: this.schedule, network: this.network, witness: this.witness, judge };
    for (const other of this.tills) {
      if (other.isGone) continue;
      this.pairs.push(new Pair(other, till, { ...around, dice: this.dice.for(`${other.name}-${name}`) }));
    }
    this.pairs.push(new Pair(till, this.cloud, { ...around, dice: this.dice.for(`${name}-cloud`) }));
    this.tills.push(till);
    this.#reversals.set(name, new ReversalBench(till));
    this.#asking.set(name, this.#askBench(till));
    this.#benches.set(name, new PrinterBench(till, { ...around, orDies: (work) => this.orDies(till, work) }));
    return till;
  }

  /** Starts a till's process and what runs behind it. */
  start(till: Till): void {
    if (till.isRunning || till.isGone) return;
    const hadRows = till.hasRows;
    const { journal, desk } = till.start();
    if (!hadRows) this.rowsDown(till, null);
    else if (desk.till.missing().length > 0) {
      // A power cut took rows: they come down again.
      this.schedule.in(this.dice.between(50, 3_000), till.life, () => this.rowsDown(till, null));
    }
    journal.onArrival((arrived) => this.#followed(till, arrived));
    this.#noteAll(till);
    this.#applyBehind(till);
    this.bench(till).started();
    this.#reversals.get(till.name)!.started();
    this.#asking.get(till.name)!.started();
    this.#tidyLater(till);
    journal.onReplaced(() => {
      this.#asking.get(till.name)!.replaced();
      this.#noteAll(till);
      this.#applyBehind(till);
    });
    for (const pair of this.pairs) {
      if (pair.caller === till) pair.callerStarted(DIAL_AT_START_MS);
      else if (pair.listener === till) pair.dialSoon(DIAL_AT_START_MS);
    }
  }

  /** Ends a till's process; the disk is left as `how` says. Lines break at once, or die without a word. */
  stop(till: Till, how: 'kill' | 'power-cut'): void {
    if (!till.isRunning) return;
    const cut = till.stop(how);
    if (cut.length > 0) this.note(`${till.name} lost ${cut.join(', ')}`);
    for (const line of Array.from(this.network.lines)) {
      if (line.from !== till.name && line.to !== till.name) continue;
      if (this.dice.chance(0.8)) line.close(LINE_BROKE);
      else this.network.halfOpen(line, 'both');
    }
  }

  /** A till that never comes back: its disk is unreadable, stolen, or somebody else's now. */
  retire(till: Till): void {
    this.stop(till, 'kill');
    till.isGone = true;
    this.witness.destroyed(till.name);
    for (const pair of this.pairs) if (pair.caller === till || pair.listener === till) pair.end();
    for (const kitchen of this.kitchens) if (kitchen.till === till.name) kitchen.unanswered = null;
  }

  /** Revokes a terminal at the cloud. Answers whether it was said. */
  async revoke(till: Till, reason: 'dead' | 'stolen'): Promise<boolean> {
    const { house, cloud, witness } = this;
    const { terminal, epoch } = till.identity;
    const { tenant, manager } = house;
    const said = await cloud.supervise((tx) =>
      revokeTerminal(tx, cloud.dependencies, {
        tenant,
        terminal,
        actor: manager.user,
        reason,
        isAllowed: () => true,
      }),
    );
    if (said !== 'stored') return false;
    const { rows } = await cloud.databases.of.replication.admin.query<{ bytes: Buffer }>(
      `select e.bytes from entries e join chains c using (tenant_id, chain)
       where e.tenant_id = $1 and c.kind = 'store' and position('journal.TerminalRevoked' in convert_from(e.bytes, 'UTF8')) > 0
       order by e.clock desc limit 1`,
      [tenant],
    );
    const { events } = JSON.parse(rows[0]!.bytes.toString('utf8')) as {
      readonly events: readonly { readonly body: object }[];
    };
    const { fences } = events[0]!.body as Pick<FenceRecord, 'fences'>;
    witness.fences.push({ terminal, epoch, reason, fences, at: this.schedule.now });
    cloud.judgeAgain(terminal);
    return true;
  }

  /** A manager looks at what a stolen till said beyond its fence and lets it be folded. */
  async release(till: Till): Promise<boolean> {
    const { house, cloud, witness } = this;
    if (!cloud.isUp) return false;
    const { tenant, manager } = house;
    const { rows } = await cloud.databases.of.replication.admin.query<{ chain: string; seq: string }>(
      `select encode(chain, 'hex') as chain, head_seq as seq from chains where tenant_id = $1 and terminal_id = $2
       order by chain`,
      [tenant, till.identity.terminal],
    );
    for (const { chain, seq: text } of rows) {
      const seq = Number(text);
      const said = await cloud.supervise((tx) =>
        releaseSuspense(tx, cloud.dependencies, {
          tenant,
          actor: manager.user,
          chain,
          seq,
          isAllowed: () => true,
        }),
      );
      if (said === 'stored') witness.releases.push({ chain, seq, at: this.schedule.now });
    }
    this.note(`-- what ${till.name} said is released`);
    return rows.length > 0;
  }

  /** A guest's name is erased everywhere. */
  async erase({ id: side, value }: { readonly id: string; readonly value: string }): Promise<boolean> {
    const { house, cloud, witness } = this;
    const { tenant, manager } = house;
    const said = await cloud.supervise((tx) =>
      eraseSideRecords(tx, cloud.dependencies, { tenant, actor: manager.user, sides: [side] }),
    );
    if (said !== 'stored') return false;
    witness.erasures.push({ side, value, at: this.schedule.now });
    return true;
  }

  bench(till: Till): PrinterBench {
    return this.#benches.get(till.name)!;
  }

  /** Rows come down to one till: all tables, or one. */
  rowsDown(till: Till, table: RowTable | null): void {
    const places = Array.from({ length: Math.max(8, this.#places) }, (_, at) => this.house.place(at + 1));
    const rows = rowsOf(this.house, places, this.configuration);
    for (const [name, down] of Object.entries(rows))
      if (table === null || table === name)
        comeDown(till.parts.rows, this.house.tenant, name as RowTable, down);
  }

  /** An id that a screen mints for a step. */
  idFor<Of extends string>(dice: Dice): Id<Of> {
    return uuidV7(this.schedule.instant, dice);
  }

  /**
   * A screen asks a till for something. What got no answer from this till before is asked again first, with its own id: a
   * person who saw nothing taps again.
   */
  ask(
    till: Till,
    screen: string,
    command: Asked,
  ): { readonly answer: CommandAnswer; readonly value: unknown } {
    const before = this.#unanswered.get(screen);
    if (before !== undefined && before.commandId !== command.commandId) {
      this.#unanswered.delete(screen);
      this.#ask(till, screen, before);
      if (!till.isRunning) return { answer: { kind: 'lost' }, value: null };
    }
    return this.#ask(till, screen, command);
  }

  #ask(
    till: Till,
    screen: string,
    command: Asked,
  ): { readonly answer: CommandAnswer; readonly value: unknown } {
    const { life } = till;
    let isTold = false;
    const isAsking = this.#asking.get(till.name)!.ask(command, (asked) => {
      isTold = true;
      this.#told(till, screen, command, asked);
    });
    if (!isAsking) return this.#told(till, screen, command, till.ask(command));
    // Somebody else is asked first: the screen waits, and is told nothing where its till dies meanwhile.
    const sought = this.schedule.now;
    this.schedule.in(ASKED_WITHIN_MS, this.life, () => {
      if (isTold || !life.isOver) return;
      this.#unanswered.set(screen, command);
      this.#record(till, screen, command, { kind: 'lost' }, sought);
    });
    return NOT_YET;
  }

  /** A command is decided: what its screen hears, unless its till dies right behind the append. */
  #told(
    till: Till,
    screen: string,
    command: Asked,
    asked: { readonly answer: CommandAnswer; readonly value: unknown },
  ): { readonly answer: CommandAnswer; readonly value: unknown } {
    const doom = this.doomed.get(till.name);
    let { answer } = asked;
    if (doom !== undefined && answer.kind === 'ok' && !answer.isRepeat) {
      this.#dieOf(till, doom, command.call);
      answer = { kind: 'lost' };
      this.#unanswered.set(screen, command);
    }
    this.#record(till, screen, command, answer, this.schedule.now);
    return { answer, value: answer.kind === 'lost' ? null : asked.value };
  }

  #dieOf(till: Till, doom: 'kill' | 'power-cut', call: string): void {
    this.doomed.delete(till.name);
    this.note(`${till.name} dies behind its append of ${call}`);
    this.stop(till, doom);
    this.startLater(till);
  }

  #record(
    till: Till,
    screen: string,
    { call, commandId, input }: Asked,
    answer: CommandAnswer,
    at: number,
  ): void {
    this.operations[call] = (this.operations[call] ?? 0) + 1;
    this.witness.commands.push({ id: commandId, node: till.name, screen, call, input, at, answer });
    this.note(
      `${screen} ${call} at ${till.name}: ${answer.kind}${'code' in answer ? ` ${answer.code}` : ''}`,
    );
  }

  /** What the one asked answers; null: it died behind its grant. */
  #judge(till: Till, asked: AskHere): AskAnswer | null {
    if (!till.isRunning) return null;
    const { journal } = till.parts;
    const before = journal.entryCount();
    const answer = this.#asking.get(till.name)!.judge(asked);
    this.note(`${till.name} is asked: ${answer.kind}${'code' in answer ? ` ${answer.code}` : ''}`);
    const doom = this.doomed.get(till.name);
    if (doom === undefined || journal.entryCount() === before) return answer;
    this.#dieOf(till, doom, 'a grant');
    return null;
  }

  #askBench(till: Till): AskBench {
    const { schedule, network, cloud, asks: counts } = this;
    const dice = this.dice.for(`asks of ${till.name}`);
    return new AskBench(till, {
      schedule,
      counts,
      orDies: (work) => this.orDies(till, work),
      put: (_, id, question, told) => {
        if (question.to === 'cloud')
          return askCloud({ till, cloud, schedule, network, dice }, id, question.ask, told);
        const end = this.pairs
          .map((pair) => pair.endTo(question.terminal, till))
          .find((each) => each !== null);
        if (end === undefined) told({ kind: 'no-answer', why: 'not-reached' });
        else end.ask(id, question.ask, told);
      },
    });
  }

  /** What a till cannot survive without its spool: its process dies and its supervisor starts it again. */
  orDies(till: Till, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      this.note(`${till.name} dies of a full disk`);
      this.stop(till, 'kill');
      this.startLater(till);
    }
  }

  /** Somebody brings a till a batch by hand. */
  receive(till: Till, batch: Batch): void {
    if (till.isRunning) this.orDies(till, () => void till.parts.journal.receive(batch, till.clock.now()));
  }

  startLater(till: Till): void {
    this.schedule.in(this.dice.between(200, 20_000), this.life, () => this.start(till));
  }

  /** What is still to be paid on an order, as this till's screen shows it. */
  dueOf(till: Till, order: string): number {
    return orderView(till.parts.aggregates.order(order), () => null).due ?? 0;
  }

  /** A screen shows an order, and somebody may act on that much later. */
  takeDraft(till: Till, order: Id<'Order'>): void {
    this.drafts.push({ till: till.name, order, due: this.dueOf(till, order) });
  }

  /** A screen asks a query; the witness keeps what it was shown. */
  read(till: Till, screen: string, query: ReadRecord['query'], key: string | null): void {
    const { stores, aggregates, journal } = till.parts;
    const value = () => {
      switch (query) {
        case 'order':
          return orderView(aggregates.order(key!), (side) => journal.side(side));
        case 'orders':
          return listOrders(stores.order, { status: 'all', limit: READ_ROWS, offset: 0 });
        case 'tickets':
          return listTickets(stores.workflow, { station: null, includeDone: true });
        case 'totals':
          return sumDocuments(stores.order, null);
      }
    };
    const seen = key === null ? [] : journal.byAggregate(key).map(({ event }) => event.id as string);
    this.operations[`read ${query}`] = (this.operations[`read ${query}`] ?? 0) + 1;
    this.witness.reads.push({
      node: till.name,
      screen: `${screen}@${till.name}`,
      life: till.diskLife,
      build: till.build,
      query,
      key,
      value: value(),
      seen,
      at: this.schedule.now,
    });
  }

  /** Dice for the choices of one step. */
  diceOf(step: Step): Dice {
    return this.dice.for(`step ${step.salt}`);
  }

  close(): void {
    for (const till of this.tills) till.quit();
    forgetConnections(this.root);
    this.life.isOver = true;
    rmSync(this.root, { recursive: true, force: true });
  }

  #followed(till: Till, arrived: readonly Arrived[]): void {
    for (const entry of arrived) this.#noteHeld(till, entry);
    this.#reversals.get(till.name)!.note(arrived);
    this.#asking.get(till.name)!.note(arrived);
    this.#applyBehind(till);
  }

  #tidyLater(till: Till): void {
    const again = () => {
      this.orDies(till, () => tidy(till));
      if (till.isRunning) this.#tidyLater(till);
    };
    this.schedule.in(till.dice.between(TIDY_FROM_MS, TIDY_TO_MS), till.life, again, 'timer');
  }

  /** What the disk holds beyond what the witness was told: an opening, an announcement, a snapshot. */
  #noteAll(till: Till): void {
    const { numbering } = till.parts.journal;
    if (till.notedNumbering !== numbering) till.notedArrival = 0;
    till.notedNumbering = numbering;
    for (const entry of till.parts.journal.after(till.notedArrival, Number.MAX_SAFE_INTEGER))
      this.#noteHeld(till, entry);
  }

  #noteHeld(till: Till, { arrival, hash, chain, seq, entry }: Arrived): void {
    till.notedArrival = Math.max(till.notedArrival, arrival);
    const { commandId, command, events } = entry;
    const eventIds = events.map(({ id }) => id);
    const aggregates = [...new Set(events.map(({ aggregate }) => aggregate as string))];
    this.witness.held(till.name, {
      hash,
      chain,
      seq,
      commandId,
      command,
      eventIds,
      aggregates,
      at: this.schedule.now,
    });
  }

  /** Each part follows in its own time: stores, effects. */
  #applyBehind(till: Till): void {
    const { stores, effects, journal } = till.parts;
    for (const store of Object.values(stores)) {
      this.#behind(till, store, APPLY_BEHIND_MS_MAX, () => {
        store.catchUp(APPLY_AT_ONCE);
        if (store.fault !== null)
          throw new SimulatedDefect(`${till.name}: ${store.fault.message}`, { cause: store.fault });
        if (store.arrival < journal.lastArrival) this.#applyBehind(till);
      });
    }
    this.#behind(till, effects, EFFECTS_BEHIND_MS_MAX, () =>
      this.orDies(till, () => this.bench(till).wake(effects.take())),
    );
    const reversals = this.#reversals.get(till.name)!;
    this.#behind(till, reversals, EFFECTS_BEHIND_MS_MAX, () => this.orDies(till, () => reversals.look()));
  }

  /** Runs a part once within a while, however often it is asked for meanwhile. */
  #behind(till: Till, part: object, withinMs: number, run: () => void): void {
    const { life } = till;
    if (this.#waitingFor.get(part) === life) return;
    this.#waitingFor.set(part, life);
    const delayMs = till.dice.chance(AT_ONCE_SHARE) ? till.dice.below(8) : till.dice.below(withinMs);
    this.schedule.in(delayMs, till.life, () => {
      this.#waitingFor.delete(part);
      run();
    });
  }
}

function isDiskFull(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return code === 'SQLITE_FULL' || code === 'journal/disk-full';
}
