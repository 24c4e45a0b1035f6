export { Cashier } from './cashier.ts';
export { runsOf } from './depth.ts';
export { describeFoldedStore, type FoldedStore, type FoldedStoreContract } from './folded-store-contract.ts';
export { type House, houseOf } from './house.ts';
export { seededNumbers, seededRandom, StandingClock } from './seeded.ts';
export { counterSale, kitchenEvening, sharedTable, staleDraft, STORIES, type Story } from './stories.ts';
export { factsOf, type TillIdentity, TillWriter, type WrittenEntry } from './till-writer.ts';
