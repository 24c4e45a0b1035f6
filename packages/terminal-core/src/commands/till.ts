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

const MINUTE_MS = 60_000;

/** What a minute of the wall clock says at the store. Zones shift by whole minutes, so it holds for the minute. */
interface StoreMinute {
  readonly minute: number;
  readonly store: StoreRow;
  readonly businessDate: BusinessDate;
  /** `YYYY-MM-DDTHH:MM`. */
  readonly localMinute: string;
}

/** Reads the till's own configuration and tells its business date and wall time. Asked at every command, so it remembers. */
export class Till {
  readonly id: Id<'Terminal'>;
  readonly #rows: Rows;
  #clock: { readonly timeZone: string; readonly read: LocalClock } | null = null;
  #minute: StoreMinute | null = null;
  #day: BusinessDate | null = null;
  /** Until the next rows come down. */
  #known: { readonly place: TillPlace | null; readonly missing: readonly string[] } | null = null;

  constructor(id: Id<'Terminal'>, rows: Rows) {
    this.id = id;
    this.#rows = rows;
    rows.onApplied(() => {
      this.#known = null;
      this.#minute = null;
    });
  }

  place(): TillPlace | null {
    return this.#read().place;
  }

  /** Which rows a sale still waits for; empty: ready to sell. */
  missing(): readonly string[] {
    return this.#read().missing;
  }

  /** The day that business is done on: by the store's zone and day start, and never back to an earlier day by a clock's jump. */
  businessDateAt(now: Instant, store: StoreRow): BusinessDate {
    const { businessDate: today } = this.#minuteAt(now, store);
    if (this.#day === null || today > this.#day) this.#day = today;
    return this.#day;
  }

  /** `YYYY-MM-DDTHH:MM:SS` by the store's wall clock. */
  localTimeAt(now: Instant, store: StoreRow): string {
    const seconds = Math.floor((now % MINUTE_MS) / 1_000);
    return `${this.#minuteAt(now, store).localMinute}:${String(seconds).padStart(2, '0')}`;
  }

  /** Its active devices of a kind, in the order of their names. */
  devices(kind: DeviceRow['kind']): readonly DeviceRow[] {
    return this.#rows.entity
      .devices()
      .filter((device) => device.terminalId === this.id && device.kind === kind && device.isActive)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #read(): { readonly place: TillPlace | null; readonly missing: readonly string[] } {
    if (this.#known !== null) return this.#known;
    const { entity, payment, staff } = this.#rows;
    const store = entity.store();
    const terminal = entity.terminals().find((row) => row.id === this.id);
    this.#known = {
      place: store === undefined || terminal === undefined ? null : { store, terminal },
      missing: [
        ...(store === undefined ? ['stores'] : []),
        ...(terminal === undefined ? ['terminals'] : []),
        ...(payment.methods().length === 0 ? ['payment_methods'] : []),
        ...(staff.all().length === 0 ? ['store_staff'] : []),
      ],
    };
    return this.#known;
  }

  #minuteAt(now: Instant, store: StoreRow): StoreMinute {
    const minute = Math.floor(now / MINUTE_MS);
    if (this.#minute?.minute === minute && this.#minute.store === store) return this.#minute;
    const clock = this.#localClock(store.timeZone);
    this.#minute = {
      minute,
      store,
      businessDate: businessDateAt(now, clock, store.dayStartMinutes),
      localMinute: localTimeText(clock(now)).slice(0, 'YYYY-MM-DDTHH:MM'.length),
    };
    return this.#minute;
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
