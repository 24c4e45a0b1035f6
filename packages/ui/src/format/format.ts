import { type Currency, scaledToDecimal } from '@beaveros/kit';

/** How numbers, money and time are written for one language, time zone and currency. Pure; safe to keep and share. */
export interface Format {
  /** Minor units; `currency` only where it is not the store's own. */
  money(minor: number, currency?: Currency): string;
  /** 10^-6 of the major unit, with as many decimals as it has. */
  unitPrice(micro: number): string;
  /** 10^-6 of the selling unit, without trailing zeros. */
  quantity(micro: number): string;
  number(value: number): string;
  /** 10^-6: 160000 is 16 %. */
  percent(ppm: number): string;
  /** Hour and minute in the store's time zone. */
  time(instant: number): string;
  /** A day: of an instant in the store's time zone, or a calendar date as it stands. */
  date(day: number | string): string;
  dateTime(instant: number): string;
  /** How long ago or how long already, in the largest sensible unit: `4 min`, `2 hr 5 min`, `3 days`. */
  age(ms: number): string;
  /** A running time: `4:07`, `1:04:07`. */
  clock(ms: number): string;
}

export interface FormatOptions {
  /** BCP 47. */
  readonly language: string;
  /** IANA; the machine's own when absent. */
  readonly timeZone?: string | undefined;
  /** The store's; without it money is written as a number of two decimals. */
  readonly currency?: Currency | undefined;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Makes a {@link Format}. What it needs of Intl is built on first use: building one costs more than formatting with it. */
export function createFormat({ language, timeZone, currency }: FormatOptions): Format {
  const zone = timeZone === undefined ? {} : { timeZone };
  const numbers = lazily((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options));
  const dates = lazily((options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options));

  /** Intl reads a decimal string exactly, so no amount passes through a float. */
  const decimal = (value: number, scale: number, options: Intl.NumberFormatOptions): string =>
    withMinus(numbers(options).format(scaledToDecimal(value, scale) as `${number}`));
  const inCurrency = (
    value: number,
    scale: number,
    of: Currency | undefined,
    fractionMax: number,
  ): string => {
    const fraction = { minimumFractionDigits: of?.exponent ?? 2, maximumFractionDigits: fractionMax };
    if (of === undefined || !/^[A-Z]{3}$/.test(of.code)) return decimal(value, scale, fraction);
    return decimal(value, scale, {
      style: 'currency',
      currency: of.code,
      currencyDisplay: 'narrowSymbol',
      ...fraction,
    });
  };
  const unit = (value: number, name: string): string =>
    numbers({ style: 'unit', unit: name, unitDisplay: name === 'day' ? 'long' : 'short' }).format(value);

  return {
    money(minor, of = currency) {
      const exponent = of?.exponent ?? 2;
      return inCurrency(minor, exponent, of, exponent);
    },
    unitPrice: (micro) => inCurrency(micro, 6, currency, 6),
    quantity: (micro) => decimal(micro, 6, { maximumFractionDigits: 6 }),
    number: (value) => withMinus(numbers({ maximumFractionDigits: 20 }).format(value)),
    percent: (ppm) => decimal(ppm, 6, { style: 'percent', maximumFractionDigits: 4 }),
    time: (instant) => dates({ ...zone, hour: 'numeric', minute: '2-digit' }).format(instant),
    date(day) {
      const medium = { day: 'numeric', month: 'short', year: 'numeric' } as const;
      if (typeof day === 'number') return dates({ ...zone, ...medium }).format(day);
      return dates({ timeZone: 'UTC', ...medium }).format(new Date(`${day}T00:00:00Z`));
    },
    dateTime: (instant) =>
      dates({
        ...zone,
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
      }).format(instant),
    age(ms) {
      const age = Math.max(0, ms);
      if (age < MINUTE_MS) return unit(Math.floor(age / SECOND_MS), 'second');
      if (age < HOUR_MS) return unit(Math.floor(age / MINUTE_MS), 'minute');
      if (age >= DAY_MS) return unit(Math.floor(age / DAY_MS), 'day');
      const hours = unit(Math.floor(age / HOUR_MS), 'hour');
      const minutes = Math.floor((age % HOUR_MS) / MINUTE_MS);
      return minutes === 0 ? hours : `${hours} ${unit(minutes, 'minute')}`;
    },
    clock(ms) {
      const seconds = Math.floor(Math.max(0, ms) / SECOND_MS);
      const two = (value: number): string => String(value).padStart(2, '0');
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
      const tail = two(seconds % 60);
      return hours === 0 ? `${minutes}:${tail}` : `${hours}:${two(minutes)}:${tail}`;
    },
  };
}

/** The true minus sign: as wide as a figure, where the hyphen of most locales is a stroke in a gap. */
function withMinus(text: string): string {
  return text.replace('-', '\u2212');
}

/** One formatter per set of options. Bounded by the options written in this file. */
function lazily<Options extends object, Made>(make: (options: Options) => Made): (options: Options) => Made {
  const made = new Map<string, Made>();
  return (options) => {
    const key = JSON.stringify(options);
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(options);
    made.set(key, fresh);
    return fresh;
  };
}
