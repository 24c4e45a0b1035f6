import { zSideRecord } from '@beaveros/domain/journal';
import { zHash, zSeq, zStorable } from '@beaveros/domain/scalars';
import * as z from 'zod';
import { ENTRY_BYTES_MAX } from './entry-bytes.ts';

/** An entry as it travels. */
export const zEntryOnWire = z.strictObject({
  seq: zSeq,
  /** The author's bytes, which are UTF-8 text. */
  text: zStorable.min(2).max(ENTRY_BYTES_MAX),
  hash: zHash,
  sides: z.array(zSideRecord).max(64),
});
export type EntryOnWire = z.output<typeof zEntryOnWire>;
