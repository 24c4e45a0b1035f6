import type { Paper } from '@beaveros/devices/virtual';

const LINES_SHOWN_MAX = 60;

/** A sheet as a few lines of a console, blank lines left out: `T1 | Casa Castor`. */
export function paperOnConsole(printer: string, paper: Paper): string {
  const lines = paper.lines.filter((line) => line.trim() !== '').slice(0, LINES_SHOWN_MAX);
  return lines.map((line) => `${printer} | ${line.trimEnd()}`).join('\n');
}
