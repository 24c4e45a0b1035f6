import type { IpcOutput } from '@beaveros/protocol/ipc';

export type Stations = IpcOutput<'stations'>['stations'];

/** Which till the board hangs on, and how its store tells the time. */
export interface TillName {
  readonly storeName: string | null;
  readonly terminalCode: string | null;
  /** IANA. */
  readonly timeZone: string | null;
}
