import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { QUANTITY_MAX } from '@beaveros/domain/scalars';
import {
  type BusinessDate,
  businessDate,
  decimalToScaled,
  Fault,
  isBusinessDate,
  type QuantityMicro,
  quantityMicro,
  type UnitPriceMicro,
  unitPriceMicro,
} from '@beaveros/kit';
import { type CsvError, parse } from 'csv-parse/sync';

/** One line of the UCI Online Retail format. */
export interface RetailLine {
  readonly invoice: string;
  readonly code: string;
  /** As it stands in the file; may be empty. */
  readonly description: string;
  /** Negative on a return, never zero. */
  readonly quantityMicro: QuantityMicro;
  /** Pounds; zero and negative ones occur. */
  readonly unitPriceMicro: UnitPriceMicro;
  /** The local day of the invoice. */
  readonly day: BusinessDate;
}

const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;

/** 64 times the three months that ship with the project; a bigger file is not read into memory at once. */
const FILE_BYTES_MAX = 512 * 1024 * 1024;
const GZIP_MAGIC = 0x1f8b;
const MICRO_DIGITS = 6;
/** Names in the journal hold 255 characters; a longer cell is a quote that never closed. */
const CELL_CHARS_MAX = 255;
const NUMBER = /^\S{1,40}$/;
/** `BANK CHARGES` is one; later months have blanks behind some. */
const CODE = /^\S.{0,39}$/;
const WALL_TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?$/;

/**
 * Reads a whole retail file, gzipped or plain, or throws and gives nothing. Faults: `csv/unreadable`, `csv/not-gzip`,
 * `csv/too-large`, `csv/not-utf8`, `csv/malformed` with the column as `field` and `details.line` counted from 1.
 */
export function readRetailFile(path: string): readonly RetailLine[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new Fault('csv/unreadable', `${path} cannot be read`, { cause });
  }
  return parseRetail(textOf(bytes));
}

/** The file of apps/dev/data, from which the seeded retailer has its catalogue. */
export function shippedRetailLines(): readonly RetailLine[] {
  const name = 'online-retail-2010-12-to-2011-02.csv.gz';
  return readRetailFile(join(import.meta.dirname, '..', '..', 'data', name));
}

function textOf(bytes: Buffer): string {
  let plain: Uint8Array = bytes;
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === GZIP_MAGIC) {
    try {
      plain = gunzipSync(bytes, { maxOutputLength: FILE_BYTES_MAX });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        throw new Fault('csv/too-large', `more than ${FILE_BYTES_MAX} bytes`, { cause });
      }
      throw new Fault('csv/not-gzip', 'the gzip data is damaged or cut off', { cause });
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (cause) {
    throw new Fault('csv/not-utf8', 'the file is not UTF-8', { cause });
  }
}

/** The lines of a retail CSV text, in the order of the file. Faults as {@link readRetailFile}. */
export function parseRetail(text: string): readonly RetailLine[] {
  const [header, ...rows] = recordsOf(text);
  const wrong = COLUMNS.findIndex((name, at) => header?.cells[at] !== name);
  if (header === undefined || wrong !== -1 || header.cells.length !== COLUMNS.length) {
    const field = COLUMNS[wrong] ?? '';
    throw malformed(1, field, `the first line must be ${COLUMNS.join(',')}`);
  }
  return rows.map(({ cells, line }) => lineOf(cells, line));
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** Where it ends in the file, counted from 1. */
  readonly line: number;
}

function recordsOf(text: string): readonly CsvRecord[] {
  try {
    const found = parse(text, {
      bom: true,
      delimiter: ',',
      quote: '"',
      escape: '"',
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: false,
      relax_quotes: false,
      skip_empty_lines: false,
      trim: false,
      max_record_size: 4_096,
      info: true,
    }) as unknown as readonly { readonly record: string[]; readonly info: { readonly lines: number } }[];
    return found.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (cause) {
    const { message, lines, column } = cause as CsvError & {
      readonly lines?: number;
      readonly column?: unknown;
    };
    const field = typeof column === 'number' ? (COLUMNS[column] ?? '') : '';
    throw malformed(lines ?? 0, field, message, cause);
  }
}

function lineOf(cells: readonly string[], line: number): RetailLine {
  const [invoice, code, description, quantity, date, price] = cells as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const require = (isRight: boolean, field: (typeof COLUMNS)[number], wanted: string): void => {
    if (!isRight) throw malformed(line, field, wanted);
  };
  require(NUMBER.test(invoice), 'InvoiceNo', 'expected a number without blanks');
  require(CODE.test(code), 'StockCode', 'expected a code of at most 40 characters');
  require(isCell(description), 'Description', `expected at most ${CELL_CHARS_MAX} characters`);
  require(WALL_TIME.test(date) &&
    isBusinessDate(date.slice(0, 'YYYY-MM-DD'.length)), 'InvoiceDate', 'expected YYYY-MM-DD HH:MM:SS');
  const units = decimalToScaled(quantity, MICRO_DIGITS);
  require(units !== null &&
    units !== 0 &&
    Math.abs(units) <= QUANTITY_MAX, 'Quantity', 'expected a decimal other than zero, within nine million');
  const micro = decimalToScaled(price, MICRO_DIGITS);
  require(micro !== null, 'UnitPrice', 'expected a decimal with at most six places');
  return {
    invoice,
    code: code.trimEnd(),
    description,
    quantityMicro: quantityMicro(units!),
    unitPriceMicro: unitPriceMicro(micro!),
    day: businessDate(date.slice(0, 'YYYY-MM-DD'.length)),
  };
}

function isCell(text: string): boolean {
  return text.length <= CELL_CHARS_MAX && !text.includes('\0');
}

function malformed(line: number, field: string, message: string, cause?: unknown): Fault {
  const where = field === '' ? `line ${line}` : `line ${line}, ${field}`;
  return new Fault('csv/malformed', `${where}: ${message}`, { field, details: { line }, cause });
}
