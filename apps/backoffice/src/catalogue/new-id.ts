import { idMinter, instant } from '@beaveros/kit';

/** Ids are minted where the person acts: the same form sent twice makes one thing, and the second is told so. */
export const newId = idMinter(
  { now: () => instant(Date.now()) },
  { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
);
