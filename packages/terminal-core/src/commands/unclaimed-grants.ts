import type { Draft, Event, Recorded } from '@beaveros/domain/journal';
import { openGrants, releaseRefundGrant } from '@beaveros/domain/order';
import { openSpendGrants, releaseSpendGrant } from '@beaveros/domain/payment';
import { derivedId, type Id, type Instant } from '@beaveros/kit';
import type { Arrived } from '../journal/index.ts';
import type { Desk } from './command.ts';
import { readableEverywhere } from './readable-everywhere.ts';

/**
 * So long this till has known a grant of its own that no command of this process waits for. A till that died is back
 * within a minute, and its screen says at once what got no answer: until then the grant is still good.
 */
const UNCLAIMED_AFTER_MS = 2 * 60_000;
/** Read back at a start, from the newest: what arrived before that was seen by a process that had its two minutes. */
const READ_BACK_MAX = 10_000;
/** Entries read in one turn of the event loop: some 5 ms. */
const READ_ENTRIES = 200;
/** Accounts and orders with such grants; more are found at the next start. */
const WAITING_MAX = 1_000;

/** Where a grant is: `aggregate` is an order or an account. */
export interface GrantPlace {
  readonly aggregate: string;
  readonly kind: 'refund' | 'spend';
  readonly grant: Id<'Grant'>;
}

type Granted = Pick<Recorded['event'], 'type' | 'aggregate' | 'body'>;

/**
 * Grants that came too late for their command, or whose command died with this till: they hold back ceiling or balance
 * until this till, which is the only one that knows that nobody claims them, says so by a release. They are learnt as the
 * facts they are, from the chain of who granted. A claim that crosses the release on another disk of this till counts all
 * the same: what it takes is its own fact.
 */
export class UnclaimedGrants {
  readonly #desk: Desk;
  /** Whether a command of this process waits for its answer, or for a manager. */
  readonly #isWaitedFor: (commandId: Id<'Command'>) => boolean;
  readonly #toLook = new Map<string, 'refund' | 'spend'>();
  readonly #since = new Map<string, Instant>();
  #readFrom: number;
  #readDownTo: number;

  constructor(desk: Desk, isWaitedFor: (commandId: Id<'Command'>) => boolean) {
    this.#desk = desk;
    this.#isWaitedFor = isWaitedFor;
    this.#readFrom = desk.journal.lastArrival;
    this.#readDownTo = Math.max(0, this.#readFrom - READ_BACK_MAX);
  }

  /** Takes note of what arrived; acts in {@link look}. */
  follow(arrived: readonly Arrived[]): void {
    for (const { recorded } of arrived) for (const { event } of recorded) this.#note(event);
  }

  /** What stood before may not stand any more: everything is looked at again. */
  lookAgain(): void {
    this.#readFrom = this.#desk.journal.lastArrival;
    this.#readDownTo = Math.max(0, this.#readFrom - READ_BACK_MAX);
  }

  /** Reads a few entries more of those that were there before; whether there are others. */
  readBack(): boolean {
    const to = this.#readFrom;
    const from = Math.max(this.#readDownTo, to - READ_ENTRIES);
    for (const { arrival, recorded } of this.#desk.journal.after(from, READ_ENTRIES))
      if (arrival <= to) for (const { event } of recorded) this.#note(event);
    this.#readFrom = from;
    return from > this.#readDownTo;
  }

  /** Gives back what nobody claimed. Faults: those of the journal; what was not given back is tried again. */
  look(now: Instant): void {
    if (this.#toLook.size === 0 || this.#desk.journal.isFenced) return;
    const open = new Set<string>();
    for (const [aggregate, kind] of this.#toLook) {
      const grants = this.#openHere(aggregate, kind);
      if (grants.length === 0) this.#toLook.delete(aggregate);
      for (const { grant, forCommand } of grants) {
        open.add(grant);
        const since = this.#since.get(grant);
        if (since === undefined || this.#isWaitedFor(forCommand)) {
          this.#since.set(grant, now);
          continue;
        }
        // Either way: a clock that went back must not hold them for ever.
        if (Math.abs(now - since) >= UNCLAIMED_AFTER_MS) this.#release({ aggregate, kind, grant }, now);
      }
    }
    for (const grant of this.#since.keys()) if (!open.has(grant)) this.#since.delete(grant);
  }

  #note({ type, aggregate, body }: Granted): void {
    const kind = type === 'order.RefundGranted' ? 'refund' : type === 'payment.SpendGranted' ? 'spend' : null;
    if (kind === null || this.#toLook.size >= WAITING_MAX) return;
    const { terminal } = body as { readonly terminal: Id<'Terminal'> };
    if (terminal === this.#desk.till.id) this.#toLook.set(aggregate, kind);
  }

  /** Grants to this till that nobody has used or given back, but those of a command that is in its journal. */
  #openHere(aggregate: string, kind: 'refund' | 'spend') {
    const { aggregates, journal, till } = this.#desk;
    const open =
      kind === 'refund'
        ? openGrants(aggregates.order(aggregate))
        : openSpendGrants(aggregates.account(aggregate));
    return open.filter(
      ({ terminal, forCommand }) => terminal === till.id && journal.ownEntryOf(forCommand) === null,
    );
  }

  #release(granted: GrantPlace, now: Instant): void {
    const desk = this.#desk;
    const place = desk.till.place();
    if (place === null) return;
    const events = readableEverywhere(desk, releaseOf(desk, granted));
    const commandId = derivedId<'Command'>(granted.grant, 'release-unclaimed');
    if (!events.ok || events.value.length === 0 || desk.journal.ownEntryOf(commandId) !== null) return;
    const businessDate = desk.till.businessDateAt(now, place.store);
    const entry = { commandId, command: 'releaseGrants', actor: null, businessDate, events: events.value };
    desk.journal.append(entry, now);
  }
}

/** The fact that gives a grant back; nothing where it was used or given back before. */
export function releaseOf(
  { aggregates }: Pick<Desk, 'aggregates'>,
  { aggregate, kind, grant }: GrantPlace,
): readonly Draft<Event>[] {
  return kind === 'refund'
    ? releaseRefundGrant(aggregates.order(aggregate), { order: aggregate as Id<'Order'>, grant })
    : releaseSpendGrant(aggregates.account(aggregate), { account: aggregate as Id<'Account'>, grant });
}
