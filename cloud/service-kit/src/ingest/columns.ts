import type { AmountMinor, BusinessDate } from '@beaveros/kit';
import {
  amountMinor,
  assert,
  businessDate,
  decimalToScaled,
  quantityMicro,
  ratePpm,
  scaledToDecimal,
  unitPriceMicro,
} from '@beaveros/kit';
import type { InferSelectModel } from 'drizzle-orm';
import { customType, type PgTable } from 'drizzle-orm/pg-core';

// Columns of folded tables: kit's words on this side, the column conventions of Postgres on the other (decision 7).

/** NUMERIC(19,6) as 10^-6 of the major unit. */
export const unitPrice = scaled('numeric(19, 6)', 6, unitPriceMicro);
/** NUMERIC(19,6) as 10^-6 of the selling unit. */
export const quantity = scaled('numeric(19, 6)', 6, quantityMicro);
/** NUMERIC(9,6) as 10^-6. */
export const rate = scaled('numeric(9, 6)', 6, (value) => ratePpm(value) as number);

/** NUMERIC(19,4), decimal text of the major unit: its exponent stands in the row's currency, see {@link amountToDecimal}. */
export const amount = customType<{ data: string; driverData: string }>({ dataType: () => 'numeric(19, 4)' });

/** timestamptz as milliseconds since 1970. */
export const instantColumn = customType<{ data: number; driverData: string; driverOutput: string | Date }>({
  dataType: () => 'timestamp with time zone',
  toDriver: (value) => new Date(value).toISOString(),
  fromDriver: (value) => new Date(value).getTime(),
});

/** A local calendar date. */
export const businessDateColumn = customType<{ data: BusinessDate; driverData: string }>({
  dataType: () => 'date',
  fromDriver: businessDate,
});

/** JSON text, byte for byte as the fold wrote it (`json`, not `jsonb`), so that it can also be asked by path in SQL. */
export const jsonText = customType<{ data: string; driverData: string; driverOutput: unknown }>({
  dataType: () => 'json',
  // node-postgres has parsed it; keys keep their order.
  fromDriver: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
});

function scaled<T extends number>(type: string, scale: number, brand: (value: number) => T) {
  return customType<{ data: T; driverData: string }>({
    dataType: () => type,
    toDriver: (value) => scaledToDecimal(value, scale),
    fromDriver: (text) => {
      const value = decimalToScaled(text, scale);
      assert(value !== null, `not a number of ${type}`);
      return brand(value);
    },
  });
}

/** An amount as its column keeps it. */
export function amountToDecimal(minor: AmountMinor, exponent: number): string {
  return scaledToDecimal(minor, exponent);
}

/** The inverse of {@link amountToDecimal}; more digits than the currency has are a defect. */
export function decimalToAmount(text: string, exponent: number): AmountMinor {
  const minor = decimalToScaled(text, exponent);
  assert(minor !== null, 'an amount has more digits than its currency');
  return amountMinor(minor);
}

/** A folded row as its table keeps it: amounts as decimal text, everything else unchanged. An amount may be null. */
export type InMajorUnits<Folded> = {
  -readonly [Key in keyof Folded]: InMajor<Folded[Key]>;
};

type InMajor<Value> = Value extends AmountMinor ? string : Value;

type AmountKey<Folded> = {
  [Key in keyof Folded]: [Extract<Folded[Key], AmountMinor>] extends [never] ? never : Key;
}[keyof Folded];

/** Both ways between a folded row and its table's row. */
export interface Amounts<Folded> {
  toMajor(row: Folded, exponent: number): InMajorUnits<Folded>;
  toMinor(row: InMajorUnits<Folded>, exponent: number): Folded;
}

/** The amounts of a row by name: `amountsOf<OrderFolded>()('net', 'tax')` does not type-check unless it names all of them. */
export function amountsOf<Folded extends object>() {
  return <const Keys extends readonly AmountKey<Folded>[]>(
    ...keys: AmountKey<Folded> extends Keys[number] ? Keys : never
  ): Amounts<Folded> => ({
    toMajor(row, exponent) {
      const written = { ...row } as Record<PropertyKey, unknown>;
      for (const key of keys) {
        const value = row[key] as AmountMinor | null;
        written[key] = value === null ? null : amountToDecimal(value, exponent);
      }
      return written as InMajorUnits<Folded>;
    },
    toMinor(row, exponent) {
      const read = { ...row } as Record<PropertyKey, unknown>;
      for (const key of keys) {
        const text = read[key] as string | null;
        read[key] = text === null ? null : decimalToAmount(text, exponent);
      }
      return read as Folded;
    },
  });
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [Key in keyof T]: T[Key] };

/**
 * Pins a table to the folded row it keeps: `pinnedTo<OrderFolded>()(pgTable(...))` does not type-check when a column is
 * missing, too many, or of another type than domain says.
 */
export function pinnedTo<Folded>() {
  return <Table extends PgTable>(
    table: Same<Flat<InferSelectModel<Table>>, Flat<InMajorUnits<Folded>>> extends true ? Table : never,
  ): Table => table;
}
