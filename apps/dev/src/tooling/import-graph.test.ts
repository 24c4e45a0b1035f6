import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cruise, type ImportGraph } from './import-graph.ts';
import { ROOT } from './workspace.ts';

describe('the import rule, over a house that breaks it', () => {
  let graph: ImportGraph;

  beforeAll(async () => {
    graph = await cruise(join(ROOT, 'apps/dev/fixtures/import-graph'), { tsconfig: 'tsconfig.json' });
  }, 60_000);

  it('refuses each file that is named after a rule, by that rule', () => {
    const refused = new Set(graph.violations.map(({ rule }) => rule));
    expect([...refused].toSorted()).toEqual(graph.rules.toSorted());
  });

  it('refuses every second file of a rule, too', () => {
    const seconds = graph.modules.filter((file) =>
      graph.rules.some((rule) => basename(file).startsWith(`${rule}--`)),
    );
    const refused = new Set(graph.violations.map(({ from }) => from));
    expect(seconds).toHaveLength(2);
    expect(seconds.filter((file) => !refused.has(file))).toEqual([]);
  });

  it('refuses nothing else', () => {
    const unexpected = graph.violations.filter(({ rule, from }) => !basename(from).startsWith(rule));
    expect(unexpected).toEqual([]);
  });

  it('lets the allowed edges pass, having read them', () => {
    const allowed = graph.modules.filter((file) => basename(file).includes('allowed'));
    expect(allowed).toHaveLength(9);
    expect(graph.violations.filter(({ from }) => basename(from).includes('allowed'))).toEqual([]);
  });

  it('says for every rule where the code belongs instead', () => {
    expect(graph.violations.filter(({ comment }) => comment.length < 40)).toEqual([]);
  });
});
