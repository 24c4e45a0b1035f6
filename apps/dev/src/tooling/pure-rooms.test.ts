// The lint rules of pure rooms, over a scratch house: .oxlintrc.json names rooms by path, relative to itself.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTool } from './run-tool.ts';
import { ROOT } from './workspace.ts';

const AMBIENT = [
  'Date.now()',
  'new Date()',
  'Date()',
  'new Date(0).getHours()',
  'Math.random()',
  'performance.now()',
  'crypto.randomUUID()',
  'process.env',
  'setTimeout(() => 0, 1)',
  'globalThis.crypto',
  'console.log(1)',
  'Buffer.from([1])',
];
const PURE = ['new Date(0).getUTCHours()', 'Date.UTC(2026, 0)', 'Math.round(1.5)'];
const INEXACT = [
  '7 / 2',
  '7n / 2n',
  '(() => { let a = 7; a /= 2; return a; })()',
  'Math.round(7)',
  '(({ floor }) => floor)(Math)',
  "parseFloat('7')",
  "Number.parseFloat('7')",
  "Number('7')['toFixed'](2)",
  'Number(7).toFixed(2)',
  'Number(7).toPrecision(2)',
  '0.5',
  '1e-3',
  '10 ** -2',
  '`${7 / 2}`',
];
const EXACT = ["'7 / 2'.replace(/[/]/g, '')", '10n ** 2n', '7n % 2n', '1e3', '-7', '7n * 2n'];

describe('lint in pure rooms', () => {
  let house: string;

  beforeAll(async () => {
    house = await mkdtemp(join(tmpdir(), 'beaveros-lint-'));
    const config = await readFile(join(ROOT, '.oxlintrc.json'), 'utf8');
    await writeFile(join(house, '.oxlintrc.json'), config.replace('"./apps/dev/', `"${ROOT}/apps/dev/`));
  });

  afterAll(async () => {
    await rm(house, { recursive: true, force: true });
  });

  it.each([
    'packages/kit/src/a.ts',
    'packages/domain/src/order/a.ts',
    'packages/protocol/src/ipc/a.ts',
    'packages/sync/src/exchange/a.ts',
    'packages/devices/src/codecs/escpos/a.ts',
  ])('refuses the ambient clock, random and process in %s, line by line', async (file) => {
    expect(await refusedLines(file, [...AMBIENT, ...PURE])).toEqual(AMBIENT.map((_, line) => line + 1));
  });

  it.each([
    'packages/domain/src/order/a.test.ts',
    'packages/domain/src/_a.ts',
    'packages/devices/src/transports/a.ts',
  ])('leaves %s alone', async (file) => {
    expect(await refusedLines(file, [...AMBIENT, ...PURE])).toEqual([]);
  });

  it.each(['packages/domain/src/pricing/a.ts', 'packages/domain/src/pricing/promotions/a.ts'])(
    'refuses quotients, fractions and floating numbers in %s, line by line',
    async (file) => {
      expect(await refusedLines(file, [...INEXACT, ...EXACT])).toEqual(INEXACT.map((_, line) => line + 1));
    },
  );

  it.each([
    'packages/domain/src/pricing/a.test.ts',
    'packages/domain/src/pricing/_a.ts',
    'packages/domain/src/report/a.ts',
  ])('leaves the quotients of %s alone', async (file) => {
    expect(await refusedLines(file, INEXACT)).toEqual([]);
  });

  /** Writes one expression a line into `file` and returns the numbers of the lines that oxlint refuses. */
  async function refusedLines(file: string, expressions: readonly string[]): Promise<readonly number[]> {
    const path = join(house, file);
    await mkdir(dirname(path), { recursive: true });
    const lines = expressions.map((expression, at) => `export const v${at}: unknown = ${expression};`);
    await writeFile(path, `${lines.join('\n')}\n`);
    const { output } = await runTool('oxlint', ['--format=unix', file], { cwd: house });
    const refused = output.matchAll(/^[^\s:]+:(\d+):\d+: /gm);
    return [...new Set([...refused].map((match) => Number(match[1])))].toSorted((a, b) => a - b);
  }
});
