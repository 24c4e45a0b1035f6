import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const MIGRATIONS = [
  { source: 'tables.sql', copy: '0001_ingest.sql', later: '0003_ingest.sql' },
  { source: 'revisions.sql', copy: '0003_ingest_revisions.sql', later: '0004_ingest_revisions.sql' },
] as const;

describe('the tables of a service that follows the journal', () => {
  it.each(MIGRATIONS)('of $source stand in a migration of each, unchanged', ({ source, copy, later }) => {
    const text = readFileSync(new URL(source, import.meta.url), 'utf8');
    const copies = globSync(`../../../services/*/migrations/*${copy.replace(/^\d+/, '')}`, { cwd: here });
    expect(copies.map((path) => path.replace(/^.*services\//, '')).toSorted()).toEqual([
      ...['order', 'payment'].map((service) => `${service}/migrations/${copy}`),
      // They had migrations of their own before they followed the journal.
      `product-catalog/migrations/${later}`,
      `report/migrations/${copy}`,
      `service-entity/migrations/${later}`,
      `workflow/migrations/${copy}`,
    ]);
    for (const path of copies) expect(readFileSync(new URL(path, import.meta.url), 'utf8'), path).toBe(text);
  });
});
