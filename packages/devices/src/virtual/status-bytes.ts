/** The state of a printer, as its status bytes tell it. */
export interface PrinterCondition {
  readonly coverIsOpen: boolean;
  readonly isOutOfPaper: boolean;
  readonly paperIsNearEnd: boolean;
  readonly drawerPinHigh: boolean;
}

export function isOffline(condition: PrinterCondition): boolean {
  return condition.coverIsOpen || condition.isOutOfPaper;
}

/** Answer to DLE EOT n (Epson dle_eot; fixed bits 1 and 4). */
export function realTimeReply(n: 1 | 2 | 3 | 4, condition: PrinterCondition): Uint8Array {
  const bits = {
    1: bit(2, condition.drawerPinHigh) | bit(3, isOffline(condition)),
    2: bit(2, condition.coverIsOpen) | bit(5, condition.isOutOfPaper),
    3: 0,
    4: bits23(condition) | (condition.isOutOfPaper ? 0x60 : 0),
  }[n];
  return Uint8Array.of(0x12 | bits);
}

/** Answer to GS r n. */
export function queuedReply(n: 1 | 2, condition: PrinterCondition): Uint8Array {
  return Uint8Array.of(n === 1 ? (condition.paperIsNearEnd ? 3 : 0) : bit(0, condition.drawerPinHigh));
}

/** The four bytes of automatic status back (Epson gs_la; bit 4 of the first is fixed). */
export function automaticStatus(condition: PrinterCondition): Uint8Array {
  const first =
    0x10 | bit(2, condition.drawerPinHigh) | bit(3, isOffline(condition)) | bit(5, condition.coverIsOpen);
  const third =
    (condition.paperIsNearEnd || condition.isOutOfPaper ? 3 : 0) | (condition.isOutOfPaper ? 12 : 0);
  return Uint8Array.of(first, 0, third, 0);
}

function bits23(condition: PrinterCondition): number {
  return condition.paperIsNearEnd || condition.isOutOfPaper ? 0x0c : 0;
}

function bit(position: number, isSet: boolean): number {
  return isSet ? 1 << position : 0;
}
