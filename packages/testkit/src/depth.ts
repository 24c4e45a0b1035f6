/** How much deeper than `npm test` properties look; `npm run test:deep` sets it. */
const DEPTH = Number(process.env['BEAVEROS_DEPTH'] ?? 1);

/** `runs` of a property in `npm test`, and many more in `npm run test:deep`: for those that cost a second or more. */
export function runsOf(runs: number): number {
  return runs * DEPTH;
}
