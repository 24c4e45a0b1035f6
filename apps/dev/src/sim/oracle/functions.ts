import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { closeAsToday } from './close-of-v1.ts';
import { priceLineAsOracle } from './price.ts';
import { priceOrderAsOracle } from './price-order.ts';

/** What SQL cannot say itself, written from the standards and not from our packages. */
export function addFunctions(db: Database.Database, isRead: (event: unknown) => boolean): void {
  const options = { deterministic: true };
  db.function('node_hash', options, (prev: string, text: string) => nodeHash(prev, text));
  db.function('uuid5', options, (cause: string, purpose: string) => uuid5(cause, purpose));
  db.function('is_read', options, (event: string) => (isRead(JSON.parse(event)) ? 1 : 0));
  db.function('price_line', options, (line: string) => JSON.stringify(priceLineAsOracle(JSON.parse(line))));
  db.function('price_order', options, (order: string) =>
    JSON.stringify(priceOrderAsOracle(JSON.parse(order))),
  );
  db.function('close_as_today', options, (close: string) => JSON.stringify(closeAsToday(JSON.parse(close))));
}

/** Hex of SHA-256 over the 32 bytes of the hash before and the entry's UTF-8. */
export function nodeHash(prev: string, text: string): string {
  return createHash('sha256').update(Buffer.from(prev, 'hex')).update(text, 'utf8').digest('hex');
}

/** RFC 9562 section 5.5, the cause taken as the name space. */
function uuid5(cause: string, purpose: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(cause.replaceAll('-', ''), 'hex'))
    .update(purpose, 'utf8')
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6]! % 16) + 0x50;
  bytes[8] = (bytes[8]! % 64) + 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
