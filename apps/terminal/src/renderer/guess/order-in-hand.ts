import type { Actor } from '@beaveros/domain/auth-user';
import type { TillItemRow } from '@beaveros/domain/product-catalog';
import type { Id, NewId } from '@beaveros/kit';
import type { IpcClient, IpcInput, IpcRefusal, OrderView } from '@beaveros/protocol/ipc';
import type { GuessedCommand } from './fold-guess.ts';
import { GuessLog } from './guess-log.ts';
import { KnownRows } from './known-rows.ts';

export type DeskClient = Pick<IpcClient, 'call' | 'onPush' | 'onReach' | 'isReached'>;

/** Where the desk's words go and whom it asks. */
export interface DeskLinks {
  readonly newId: NewId;
  /** Who is signed in at this screen. */
  readonly actor: () => Actor | null;
  readonly onOrder: (order: Id<'Order'> | null) => void;
  /** `key` says beside what it is shown: `'order'`, or `'line:<id>'`. */
  readonly onRefusal: (key: string, refusal: IpcRefusal) => void;
  readonly onFault: (key: string, error: unknown) => void;
  /** A new try at `key` begins. */
  readonly onTry: (key: string) => void;
  /** What is painted moved, or whether it is settled. */
  readonly onPaint: () => void;
}

type SaidCommand = GuessedCommand | { readonly call: 'fireOrder'; readonly input: IpcInput<'fireOrder'> };

/**
 * The order in hand between screen and core: decides and paints each command at once, sends it with the id minted here, takes
 * it back when it is refused, and asks for the order when others moved it. Commands go out in the order of the taps.
 */
export class OrderInHand {
  rows: KnownRows | null = null;
  log: GuessLog | null = null;
  /** The order was taken up, and the core has not told how it stands: what is said meanwhile is not painted before that. */
  isUnknown = false;
  readonly #links: DeskLinks;
  #client: DeskClient | null = null;
  #stops: readonly (() => void)[] = [];
  /** The core's order may have moved without us. */
  #isStale = false;
  #isAsking = false;
  /** Commands so far: an answer to a question from before the latest is of before. */
  #said = 0;
  #whenSettled: (() => void)[] = [];

  constructor(links: DeskLinks) {
    this.#links = links;
  }

  connect(client: DeskClient): void {
    if (this.#client === client) return;
    for (const stop of this.#stops) stop();
    this.#client = client;
    this.rows = new KnownRows(client);
    this.#stops = [
      client.onPush(({ service, aggregates }) => {
        if (service === 'product-catalog' || service === 'service-entity') this.askRows();
        const isOfOrder =
          aggregates.length === 0 || (this.log !== null && aggregates.includes(this.log.order));
        if (service === 'journal' && isOfOrder) this.refresh();
      }),
      client.onReach((isReached) => {
        if (isReached) this.#askEverything();
      }),
    ];
    if (client.isReached) this.#askEverything();
  }

  /**
   * Takes an order in hand, or lays it aside; {@link refresh} asks for one that is not new. Answers to what was said about
   * the one before are ignored.
   */
  take(order: Id<'Order'> | null): void {
    this.#take(order === null ? null : new GuessLog(order, null));
    this.isUnknown = order !== null;
    this.#paint();
  }

  /** False when the command was refused here: nothing is sent then. */
  say(key: string, command: GuessedCommand, item: TillItemRow | null = null): boolean {
    return this.log !== null && this.#sayTo(this.log, key, [command], item);
  }

  /** Takes a new order in hand with the commands that begin it, all or none: an order nobody could begin leaves nothing behind. */
  begin(order: Id<'Order'>, commands: readonly GuessedCommand[], item: TillItemRow | null = null): boolean {
    return this.#sayTo(new GuessLog(order, null), 'order', commands, item);
  }

  fire(firing: Id<'Firing'>): void {
    if (this.log === null || this.rows === null) return;
    this.#links.onTry('order');
    const id = this.#links.newId<'Command'>();
    this.log.sayBlindly(id);
    const command = { call: 'fireOrder', input: { order: this.log.order, firing, lines: null } } as const;
    void this.#send(this.log, { id, key: 'order', command });
  }

  settled(): Promise<void> {
    if (this.log === null || this.log.isSettled) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenSettled.push(resolve);
    });
  }

  /** The rows that guesses need. */
  askRows(): void {
    this.rows?.ask().catch((error: unknown) => this.#links.onFault('order', error));
  }

  /** Asks the core how the order stands, unless commands are on their way: their answers are younger. */
  refresh(): void {
    this.#isStale = true;
    void this.#askOrder();
  }

  #take(log: GuessLog | null): void {
    this.log = log;
    this.isUnknown = false;
    this.#isStale = false;
    this.#links.onOrder(log?.order ?? null);
  }

  #askEverything(): void {
    this.askRows();
    this.refresh();
  }

  #sayTo(log: GuessLog, key: string, said: readonly GuessedCommand[], item: TillItemRow | null): boolean {
    const { rows } = this;
    if (rows === null) return false;
    this.#links.onTry(key);
    const commands = said.map((command) => ({ id: this.#links.newId<'Command'>(), command }));
    const actor = this.#links.actor();
    const currency = log.view?.currency ?? rows.currency;
    if (actor === null || currency === null || this.isUnknown)
      for (const { id } of commands) log.sayBlindly(id);
    else {
      const refusal = log.say(commands, { actor, catalogue: rows.with(item), currency });
      if (refusal !== null) {
        this.#links.onRefusal(key, refusal);
        return false;
      }
    }
    if (this.log !== log) this.#take(log);
    for (const { id, command } of commands) void this.#send(log, { id, key, command });
    return true;
  }

  async #send(
    log: GuessLog,
    { id, key, command }: { readonly id: Id<'Command'>; readonly key: string; readonly command: SaidCommand },
  ): Promise<void> {
    this.#said += 1;
    this.#paint();
    try {
      const answer = await this.#client!.call(command.call, command.input, { commandId: id });
      if (this.log !== log) return;
      if (answer.ok) {
        // Pushes and answers come on one line: this one knows what was pushed before it.
        this.#isStale = false;
        this.isUnknown = false;
        log.answered(id, (answer.value as { readonly order: OrderView }).order);
      } else {
        log.refused(id);
        this.#links.onRefusal(key, answer.refusal);
      }
    } catch (error) {
      if (this.log !== log) return;
      log.refused(id);
      // A fault may come after the commit; the core knows.
      this.#isStale = true;
      this.#links.onFault(key, error);
    }
    this.#paint();
    await this.#askOrder();
  }

  /** One question at a time; what moved meanwhile is asked again. */
  async #askOrder(): Promise<void> {
    const { log } = this;
    if (log === null || this.#client === null || this.#isAsking) return;
    if (!this.#isStale || !log.isSettled) return;
    this.#isStale = false;
    this.#isAsking = true;
    const said = this.#said;
    try {
      const answer = await this.#client.call('order', { order: log.order });
      if (this.log === log && this.#said === said && answer.ok) {
        this.isUnknown = false;
        log.adopt(answer.value.order);
        this.#paint();
      }
    } catch (error) {
      if (this.log === log) this.#links.onFault('order', error);
    }
    this.#isAsking = false;
    await this.#askOrder();
  }

  #paint(): void {
    this.#links.onPaint();
    if (this.log?.isSettled === false) return;
    const waiting = this.#whenSettled;
    this.#whenSettled = [];
    for (const resolve of waiting) resolve();
  }
}
