import { productCatalogRoutes } from '@beaveros/protocol/gateway';
import { tellChange } from '@beaveros/service-kit';
import type { IslandTools } from '@beaveros/service-kit/ingest';

const READING: ReadonlySet<string> = new Set(
  productCatalogRoutes.filter(({ method }) => method === 'GET').map(({ name }) => name),
);

/** The same tools, but every transaction that may change the catalogue tells whoever watches it, when it commits. */
export function tellingTools(
  tools: IslandTools<typeof productCatalogRoutes>,
): IslandTools<typeof productCatalogRoutes> {
  return {
    ...tools,
    transaction: (name, work) =>
      tools.transaction(name, async (request) => {
        const result = await work(request);
        // The catalogue belongs to the tenant, not to a store.
        if (result.ok && !READING.has(name)) await tellChange(request.tx, 'everywhere');
        return result;
      }),
  };
}
