export { Cashier } from './cashier.ts';
export {
  CHAINS,
  chainName,
  deliver,
  type DrawnEntry,
  type DrawnFact,
  numbered,
  saidOf,
  writtenEntries,
} from './chain-histories.ts';
export { runsOf } from './depth.ts';
export { describeFoldedStore, type FoldedStore, type FoldedStoreContract } from './folded-store-contract.ts';
export { giftCardEvening } from './gift-card-evening.ts';
export { goodsBack } from './goods-back.ts';
export { type House, houseOf } from './house.ts';
export { sharedShelf } from './shared-shelf.ts';
export { seededNumbers, seededRandom, StandingClock } from './seeded.ts';
export { counterSale, kitchenEvening, sharedTable, staleDraft, STORIES } from './stories.ts';
export type { Story } from './story.ts';
export { tableEvening } from './table-evening.ts';
export { tradingDay } from './trading-day.ts';
export { factsOf, type TillIdentity, TillWriter, type WrittenEntry } from './till-writer.ts';
