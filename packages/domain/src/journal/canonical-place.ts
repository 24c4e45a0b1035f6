import type { Recorded } from './entry.ts';

const CLOCK_DIGITS = 16;
const SEQ_DIGITS = 16;
const INDEX_DIGITS = 4;

/**
 * A fact's place in the canonical order as text that sorts the same, byte by byte: for rows of different aggregates that
 * have to be put in order. 103 characters.
 */
export function placeText({ header, index }: Recorded): string {
  const digits = (value: number, count: number) => String(value).padStart(count, '0');
  return [
    digits(header.clock, CLOCK_DIGITS),
    header.chain,
    digits(header.seq, SEQ_DIGITS),
    digits(index, INDEX_DIGITS),
  ].join('/');
}
