import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const tables = readFileSync(new URL('tables.sql', import.meta.url), 'utf8');

describe('the tables of a service that follows the journal', () => {
  const copies = globSync('../../../services/*/migrations/*_ingest.sql', { cwd: here });

  it('stand in the first migration of each, unchanged', () => {
    expect(copies.map((path) => path.replace(/^.*services\//, '')).toSorted()).toEqual([
      'order/migrations/0001_ingest.sql',
      'payment/migrations/0001_ingest.sql',
      'report/migrations/0001_ingest.sql',
      'workflow/migrations/0001_ingest.sql',
    ]);
    for (const copy of copies)
      expect(readFileSync(new URL(copy, import.meta.url), 'utf8'), copy).toBe(tables);
  });
});
