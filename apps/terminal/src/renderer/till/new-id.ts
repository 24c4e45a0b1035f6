import { idMinter, instant } from '@beaveros/kit';

/** Mints ids where the finger is: orders, lines, payments, commands. */
export const newId = idMinter(
  { now: () => instant(Date.now()) },
  { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
);
