import type { Database } from '@beaveros/service-kit';
import type { Scope } from '../journal/check-batch.ts';
import { type News, newsOfChains, newsOfStore } from './chain-news.ts';

/** By chain: a number that is another one after what was stored changed in retrospect. For the simulator's links. */
export type Revisions = ReadonlyMap<string, number>;

export async function revisionsOfStore(
  database: Database,
  scope: Pick<Scope, 'tenant' | 'store'>,
): Promise<Revisions> {
  return revisionsIn(await newsOfStore(database, scope));
}

export async function revisionsOfChains(
  database: Database,
  tenant: string,
  chains: readonly string[],
): Promise<Revisions> {
  return revisionsIn(await newsOfChains(database, tenant, chains));
}

function revisionsIn(news: News): Revisions {
  return new Map([...news].map(([chain, { revision }]) => [chain, revision]));
}
