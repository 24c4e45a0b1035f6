import { assert, unreachable } from '@beaveros/kit';
import type { Confirmation } from './printer-profile.ts';

/** Four printable bytes (20 to 7E) by which a printer tells us which job is on paper. */
export type ProcessId = string & { readonly __brand: 'ProcessId' };

const PROCESS_ID = /^[\x20-\x7e]{4}$/;
const BASE = 36;
/** 36^4: after so many jobs the ids begin anew, long after the printer forgot the first. */
const IDS = BASE ** 4;

export function processId(text: string): ProcessId {
  assert(PROCESS_ID.test(text), `not a process id: ${JSON.stringify(text)}`);
  return text as ProcessId;
}

/** The id of a spool's n-th job: `0001`, `0002`, ... in base 36. */
export function processIdOf(jobNumber: number): ProcessId {
  assert(Number.isSafeInteger(jobNumber) && jobNumber >= 0, `not a job number: ${jobNumber}`);
  return processId((jobNumber % IDS).toString(BASE).toUpperCase().padStart(4, '0'));
}

/** The bytes that ask "is all of this done?"; empty where the printer cannot say. */
export function encodeConfirmationRequest(confirmation: Confirmation, id: ProcessId): Uint8Array {
  switch (confirmation) {
    case 'process-id': // GS ( H pL pH fn m d1 d2 d3 d4, Epson gs_lparen_ch_fn48.
      return Uint8Array.of(
        0x1d,
        0x28,
        0x48,
        6,
        0,
        0x30,
        0x30,
        ...Array.from(id, (digit) => digit.charCodeAt(0)),
      );
    case 'status-reply': // GS r 1
      return Uint8Array.of(0x1d, 0x72, 1);
    case 'none':
      return new Uint8Array(0);
    default:
      return unreachable(confirmation);
  }
}
