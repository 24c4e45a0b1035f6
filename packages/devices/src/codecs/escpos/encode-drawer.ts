import { Fault } from '@beaveros/kit';
import { encodeConfirmationRequest, type ProcessId } from './confirmation.ts';
import type { Confirmation } from './printer-profile.ts';

/** How a drawer on the printer's connector is kicked; set-up data of that drawer. */
export interface DrawerPulse {
  /** The kick-out connector's solenoid: pin 2 is drawer 1, pin 5 drawer 2. */
  readonly connector: 'pin-2' | 'pin-5';
  /** Current on, in ms. Drawers need 50 to 250; see {@link PULSE_MS}. */
  readonly onMs: number;
  /** Current off before the next pulse, in ms. */
  readonly offMs: number;
}

/** 50 ms is the shortest that opens a drawer (hardware facts 5.8); 510 ms is the longest that one byte of 2 ms can say. */
export const PULSE_MS = { min: 50, max: 510 } as const;
/** `ESC p` counts in 2 ms (Epson). */
const UNIT_MS = 2;

/** `ESC p m t1 t2`, always with both times. Throws the Fault `devices/pulse-out-of-range`, naming the field. */
export function encodeDrawerPulse(pulse: DrawerPulse): Uint8Array {
  return Uint8Array.of(
    0x1b,
    0x70,
    pulse.connector === 'pin-2' ? 0 : 1,
    units(pulse.onMs, 'onMs'),
    units(pulse.offMs, 'offMs'),
  );
}

/** The drawer's own job: the pulse and the question whether it was worked off. A yes does not prove an open drawer. */
export function encodeDrawerJob(
  pulse: DrawerPulse,
  { confirmation, processId }: { readonly confirmation: Confirmation; readonly processId: ProcessId },
): Uint8Array {
  return Uint8Array.of(...encodeDrawerPulse(pulse), ...encodeConfirmationRequest(confirmation, processId));
}

function units(ms: number, field: string): number {
  if (!Number.isFinite(ms) || ms < PULSE_MS.min || ms > PULSE_MS.max) {
    throw new Fault('devices/pulse-out-of-range', `${field} is not between 50 and 510 ms: ${ms}`, { field });
  }
  return Math.round(ms / UNIT_MS);
}
