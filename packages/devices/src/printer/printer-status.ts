import type { PrinterMessage } from '../codecs/escpos/status.ts';
import type { DeviceCause } from '../upos.ts';

/** What a printer says of itself, by UnifiedPOS's notions. */
export interface PrinterStatus {
  readonly online: boolean;
  readonly coverOpen: boolean;
  readonly paper: 'ok' | 'near-end' | 'end';
  readonly hasError: boolean;
  /** The level of the drawer connector's pin 3; whether HIGH is open is learned per drawer at set-up. */
  readonly drawerPinHigh: boolean;
}

/** From the answers to DLE EOT 1, 2 and 4; `null` while one of them is missing. */
export function statusOf(messages: readonly PrinterMessage[]): PrinterStatus | null {
  const printer = messages.find((message) => message.kind === 'printer');
  const offline = messages.find((message) => message.kind === 'offline-cause');
  const paper = messages.find((message) => message.kind === 'paper');
  if (printer === undefined || offline === undefined || paper === undefined) return null;
  return {
    online: !printer.offline,
    coverOpen: offline.coverOpen,
    paper: paper.end || offline.stoppedByPaperEnd ? 'end' : paper.nearEnd ? 'near-end' : 'ok',
    hasError: offline.error,
    drawerPinHigh: printer.drawerPinHigh,
  };
}

/** Why a job must not start now; `null` when it may. The cause a person can act on comes first. */
export function reasonNotToPrint(status: PrinterStatus): DeviceCause | null {
  if (status.coverOpen) return { error: 'EXTENDED', extended: 'COVER_OPEN', detail: 'the cover is open' };
  if (status.paper === 'end') return { error: 'EXTENDED', extended: 'REC_EMPTY', detail: 'the paper is out' };
  if (status.hasError) return { error: 'FAILURE', detail: 'the printer reports an error' };
  if (!status.online) return { error: 'OFFLINE', detail: 'the printer says it is offline' };
  return null;
}
