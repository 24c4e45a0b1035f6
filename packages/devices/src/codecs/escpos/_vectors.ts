import { readFileSync } from 'node:fs';
import { hexToBytes } from '@beaveros/kit';

/** `fixtures/escpos-vectors.json`: the `esc*` entries of the research's device cases, with their sources. */
export interface Vector {
  readonly id: string;
  readonly source: string;
  readonly bytes_hex: string;
  readonly meaning: string;
  readonly direction: 'host->printer' | 'printer->host';
  readonly answers?: string;
}

export const VECTORS = JSON.parse(
  readFileSync(new URL('fixtures/escpos-vectors.json', import.meta.url), 'utf8'),
) as readonly Vector[];

export function vectorBytes(id: string): Uint8Array {
  const vector = VECTORS.find((other) => other.id === id);
  if (vector === undefined) throw new Error(`no vector ${id}`);
  return hexToBytes(vector.bytes_hex);
}

/** Cuts bytes at the given relative places (0 to 1), in order. */
export function split(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const cuts = places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b);
  return [...cuts, bytes.length].map((end, at) => bytes.slice(at === 0 ? 0 : cuts[at - 1]!, end));
}
