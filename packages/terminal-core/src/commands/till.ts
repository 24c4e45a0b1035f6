import {
  businessDateAt,
  type DeviceRow,
  type LocalClock,
  localClock,
  localTimeText,
  type StoreRow,
  type TerminalRow,
} from '@beaveros/domain/service-entity';
import type { BusinessDate, Id, Instant } from '@beaveros/kit';
import { businessDate } from '@beaveros/kit';
import type { Rows } from '../stores/rows.ts';

/** What this till knows of itself from the rows that came down; null until they are here. */
export interface TillPlace {
  readonly store: StoreRow;
  readonly terminal: TerminalRow;
}

/** Reads the till's own configuration and tells its business date and wall time. */
export class Till {
  readonly id: Id<'Terminal'>;
  readonly #rows: Rows;
  #clock: { readonly timeZone: string; readonly read: LocalClock } | null = null;
  #day: BusinessDate | null = null;

  constructor(id: Id<'Terminal'>, rows: Rows) {
    this.id = id;
    this.#rows = rows;
  }

  place(): TillPlace | null {
    const store = this.#rows.entity.store();
    const terminal = this.#rows.entity.terminals().find((row) => row.id === this.id);
    return store === undefined || terminal === undefined ? null : { store, terminal };
  }

  /** Which rows a sale still waits for; empty: ready to sell. */
  missing(): readonly string[] {
    const rows = this.#rows;
    return [
      ...(rows.entity.store() === undefined ? ['stores'] : []),
      ...(rows.entity.terminals().some((row) => row.id === this.id) ? [] : ['terminals']),
      ...(rows.payment.methods().length === 0 ? ['payment_methods'] : []),
      ...(rows.staff.all().length === 0 ? ['store_staff'] : []),
    ];
  }

  /** The day that business is done on: by the store's zone and day start, and never back to an earlier day by a clock's jump. */
  businessDateAt(now: Instant, store: StoreRow): BusinessDate {
    const today = businessDateAt(now, this.#localClock(store.timeZone), store.dayStartMinutes);
    if (this.#day === null || today > this.#day) this.#day = today;
    return this.#day;
  }

  localTimeAt(now: Instant, store: StoreRow): string {
    return localTimeText(this.#localClock(store.timeZone)(now));
  }

  /** Its active devices of a kind, in the order of their names. */
  devices(kind: DeviceRow['kind']): readonly DeviceRow[] {
    return this.#rows.entity
      .devices()
      .filter((device) => device.terminalId === this.id && device.kind === kind && device.isActive)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #localClock(timeZone: string): LocalClock {
    if (this.#clock?.timeZone !== timeZone) this.#clock = { timeZone, read: localClock(timeZone) };
    return this.#clock.read;
  }
}

/** Before any row is here: UTC, only for the opening entry of a chain. */
export function utcDateAt(now: Instant): BusinessDate {
  return businessDate(new Date(now).toISOString().slice(0, 10));
}
