/** `npm start` lives here, so that a browser's bookmark and a till's identity stay true from start to start. */
const FIXED_PORT_BASE = 7_400;
/** Tills and printers of one house; more would run into the neighbour's block. */
const TILLS_MAX = 10;

/** Which port everything in a house listens on; 0 is any free one. */
export interface HousePorts {
  readonly gateway: number;
  /** Of the nth till of the house, from 0. */
  readonly ipc: (till: number) => number;
  readonly peer: (till: number) => number;
  readonly printer: (till: number) => number;
}

export const FREE_PORTS: HousePorts = {
  gateway: 0,
  ipc: () => 0,
  peer: () => 0,
  printer: () => 0,
};

/** One block: gateway first, then three rows of ten for screens, peers and printers. */
export function fixedPorts(base = FIXED_PORT_BASE): HousePorts {
  const row = (at: number) => (till: number) => base + at * TILLS_MAX + till;
  return { gateway: base, ipc: row(1), peer: row(2), printer: row(3) };
}
