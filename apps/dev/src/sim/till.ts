import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '@beaveros/domain/auth-user';
import { businessDate, type Clock, type Id, idMinter, instant, isFault, type Result } from '@beaveros/kit';
import type { Certificate } from '@beaveros/protocol/exchange';
import {
  Aggregates,
  Automations,
  type CommandName,
  createSigner,
  type Desk,
  Effects,
  type FoldedStoresByName,
  type Journal,
  openFoldedStores,
  openJournal,
  openRows,
  type Rows,
  runCommand,
  settlingPolicy,
  type Signer,
  SpoolFile,
  stockLevelOf,
  Till as TillPlaceReader,
} from '@beaveros/terminal-core/sim';
import { buildOf, type BuildName } from './builds.ts';
import { limitPages } from './connections.ts';
import type { Dice } from './dice.ts';
import { copyDisk, powerCutImage, replaceDisk } from './disk.ts';
import type { TerminalPlace } from './house.ts';
import { EPOCH_MS, type Life, type Schedule } from './schedule.ts';
import type { CommandAnswer } from './witness.ts';

/** Who a till is: what enrolment gave it. */
export interface TillIdentity {
  readonly tenant: Id<'Tenant'>;
  readonly store: Id<'Store'>;
  readonly terminal: Id<'Terminal'>;
  readonly epoch: number;
  readonly tenantPublicKey: string;
  readonly certificate: Certificate;
  readonly privateKeyPem: string;
  /** Series of receipt numbers that the cloud knows to be used: for a till that begins with an empty disk. */
  readonly seriesUsed: number;
}

/** The open parts of a running till, as core.ts puts them together. */
export interface TillParts {
  readonly journal: Journal;
  readonly rows: Rows;
  readonly aggregates: Aggregates;
  readonly stores: FoldedStoresByName;
  readonly desk: Desk;
  readonly spool: SpoolFile;
  readonly effects: Effects;
}

export interface Asked {
  readonly call: CommandName;
  readonly commandId: Id<'Command'>;
  readonly input: object;
  readonly actor: Actor;
}

const SEAL_KEY = new Uint8Array(32).fill(7);

/** One disk of one till, and the process that runs on it while it runs. */
export class Till {
  readonly name: string;
  readonly place: TerminalPlace;
  readonly placeIndex: number;
  readonly identity: TillIdentity;
  readonly dir: string;
  readonly dice: Dice;
  readonly clock: Clock;
  readonly signer: Signer;
  readonly #schedule: Schedule;
  /** How wrong its wall clock is. */
  clockOffsetMs = 0;
  /** Days that passed for everybody. */
  daysMs = 0;
  /** Replaced, stolen or a clone: it is taken away at the end, once what it said has spread. */
  isLeaving = false;
  build: BuildName = 'new';
  /** Grows when the disk goes back to an image of an earlier hour. */
  diskLife = 0;
  /** The last arrival that the witness was told. */
  notedArrival = 0;
  notedNumbering = '';
  isGone = false;
  hasDroppedBodies = false;
  /** The running process; over when it is down. */
  life: Life = { isOver: true };
  #parts: TillParts | null = null;

  constructor(options: {
    readonly name: string;
    readonly place: TerminalPlace;
    readonly placeIndex: number;
    readonly identity: TillIdentity;
    readonly dir: string;
    readonly dice: Dice;
    readonly schedule: Schedule;
  }) {
    this.name = options.name;
    this.place = options.place;
    this.placeIndex = options.placeIndex;
    this.identity = options.identity;
    this.dir = options.dir;
    this.dice = options.dice;
    this.#schedule = options.schedule;
    this.signer = createSigner(this.identity.privateKeyPem);
    this.clock = { now: () => instant(EPOCH_MS + this.#schedule.now + this.daysMs + this.clockOffsetMs) };
  }

  get isRunning(): boolean {
    return this.#parts !== null;
  }

  get parts(): TillParts {
    if (this.#parts === null) throw new Error(`${this.name} is not running`);
    return this.#parts;
  }

  /** Ed25519, 32 bytes, base64: what the certificate says. */
  get publicKey(): string {
    return this.signer.publicKey;
  }

  /** The event versions that its build reads. */
  get reads(): readonly string[] {
    return buildOf(this.build).reads;
  }

  /** Starts the process on what the disk holds. Faults: those of the files. */
  start(): TillParts {
    const { identity, dir, clock, dice } = this;
    mkdirSync(dir, { recursive: true });
    const build = buildOf(this.build);
    const { tenant, store, terminal, epoch, tenantPublicKey, certificate } = identity;
    const { signer } = this;
    const journal = openJournal({
      path: join(dir, 'journal.sqlite'),
      identity: { tenant, store, terminal, epoch, tenantPublicKey, certificate, signer },
      clock,
      random: dice,
      newId: idMinter(clock, dice),
      businessDate: businessDate(new Date(clock.now()).toISOString().slice(0, 10)),
      ...build.journal,
      seriesUsed: identity.seriesUsed,
    });
    const rows = openRows({ dir: join(dir, 'rows'), sealKey: SEAL_KEY });
    const aggregates = new Aggregates(journal, terminal);
    const stores = openFoldedStores({
      aggregates,
      journal,
      dir: join(dir, 'folded'),
      build: build.fold,
    });
    const spool = new SpoolFile(join(dir, 'spool.sqlite'));
    if (build.announces) journal.versions.announce(build.reads, clock.now());
    journal.settleBy(settlingPolicy(aggregates, (account) => rows.payment.account(account)));
    const desk = {
      journal,
      aggregates,
      rows,
      till: new TillPlaceReader(terminal, rows),
      automations: new Automations(),
      mayWrite: (type: string, v: number) => journal.versions.mayWrite(type, v, clock.now()),
      stockLevel: (stock: string) => stockLevelOf(stores.stock, stock),
    };
    this.life = { isOver: false };
    this.#parts = {
      journal,
      rows,
      aggregates,
      stores,
      desk,
      spool,
      effects: new Effects(journal, spool, terminal),
    };
    return this.#parts;
  }

  /** The process ends; the disk stays as the way it ended leaves it. Answers what a power cut took. */
  stop(how: 'kill' | 'power-cut'): readonly string[] {
    if (this.#parts === null) return [];
    const image = `${this.dir}.image`;
    rmSync(image, { recursive: true, force: true });
    let cut: readonly string[] = [];
    if (how === 'kill') copyDisk(this.dir, image);
    else cut = powerCutImage(this.dir, image, this.dice);
    this.#close();
    replaceDisk(this.dir, image);
    return cut;
  }

  /** Closes every file in order, as at the end of a day. */
  quit(): void {
    if (this.#parts !== null) this.#close();
  }

  /** Copies the disk as it is now, the process running or not. */
  imageTo(path: string): void {
    rmSync(path, { recursive: true, force: true });
    copyDisk(this.dir, path);
  }

  /** Puts an image in the disk's place. The process is down. */
  restore(image: string): void {
    rmSync(`${this.dir}.restoring`, { recursive: true, force: true });
    copyDisk(image, `${this.dir}.restoring`);
    rmSync(this.dir, { recursive: true, force: true });
    renameSync(`${this.dir}.restoring`, this.dir);
    this.notedArrival = 0;
    this.diskLife += 1;
  }

  /** Empties the disk but for the rows, which come down again at once. The process is down. */
  wipe(): void {
    for (const file of ['journal.sqlite', 'spool.sqlite'])
      for (const suffix of ['', '-wal', '-shm', '.writer'])
        rmSync(join(this.dir, file + suffix), { force: true });
    rmSync(join(this.dir, 'folded'), { recursive: true, force: true });
    this.notedArrival = 0;
    this.diskLife += 1;
  }

  /** A FULL database of this till may grow by so many pages; null: by as many as it wants. Lasts until the process ends. */
  limit(file: 'journal' | 'spool', pagesLeft: number | null): void {
    if (this.isRunning) limitPages(join(this.dir, `${file}.sqlite`), pagesLeft);
  }

  get hasJournal(): boolean {
    return existsSync(join(this.dir, 'journal.sqlite'));
  }

  get hasRows(): boolean {
    return existsSync(join(this.dir, 'rows'));
  }

  /** Runs one command and says what the screen was told. A defect leaves: the process would die. */
  ask({ call, commandId, input, actor }: Asked): { readonly answer: CommandAnswer; readonly value: unknown } {
    const { desk, journal } = this.parts;
    const request = { name: call, commandId, input: input as never, actor };
    return answerOf(journal, commandId, () => runCommand(desk, request, this.clock));
  }

  #close(): void {
    const { journal, rows, aggregates, stores, spool } = this.parts;
    this.life.isOver = true;
    this.#parts = null;
    for (const store of Object.values(stores)) store[Symbol.dispose]();
    spool[Symbol.dispose]();
    aggregates[Symbol.dispose]();
    rows[Symbol.dispose]();
    journal[Symbol.dispose]();
  }
}

/** What the screen of a command is told. A defect leaves: the process would die. */
export function answerOf(
  journal: Journal,
  commandId: Id<'Command'>,
  run: () => Result<unknown, { readonly code: string }>,
): { readonly answer: CommandAnswer; readonly value: unknown } {
  try {
    const isRepeat = journal.ownEntryOf(commandId) !== null;
    const result = run();
    if (!result.ok) return { answer: { kind: 'refused', code: result.refusal.code }, value: result.refusal };
    const entry = journal.ownEntryOf(commandId);
    // Of a dropped entry nothing but its place is known any more.
    const hash = entry !== null && 'hash' in entry ? entry.hash : '';
    return { answer: { kind: 'ok', entry: hash, isRepeat }, value: result.value };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { answer: { kind: 'fault', code: error.code }, value: null };
  }
}
