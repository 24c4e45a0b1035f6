import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SMOKE_STEPS } from '../smoke/steps.ts';

/** Runs a root script as boot does, and gives its exit status and the JSON of its last line. */
async function run(
  script: string,
  ...args: readonly string[]
): Promise<{ status: unknown; last: unknown; said: string }> {
  const path = fileURLToPath(new URL(`../${script}.ts`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, said] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const [status] = (await once(child, 'close')) as [unknown];
  return { status, last: JSON.parse(out.trim().split('\n').at(-1) ?? 'null'), said };
}

const RETAIL = fileURLToPath(new URL('../../data/online-retail-2010-12-to-2011-02.csv.gz', import.meta.url));

describe('the scripts', () => {
  it('smoke: an evening with its accidents', async () => {
    const { status, last, said } = await run('smoke');
    expect(last, said).toEqual({ ok: true, steps: SMOKE_STEPS.map(({ name }) => ({ name, ok: true })) });
    expect(status).toBe(0);
  });

  it('replay: the first forty invoices agree on till, cloud and report', async () => {
    const { status, last, said } = await run('replay', RETAIL, '--limit', '40');
    expect(last, said).toMatchObject({ invoices: 40, totalTill: expect.any(String) });
    const { totalTill, totalCloud, totalReport } = last as Record<string, string>;
    expect([totalCloud, totalReport]).toEqual([totalTill, totalTill]);
    expect(status).toBe(0);
  });

  it('replay --chaos: invoices agree all the same while tills, cloud and lines fail', async () => {
    const { status, last, said } = await run('replay', RETAIL, '--limit', '250', '--tills', '2', '--chaos');
    expect(said).toMatch(/by seed \d+/);
    for (const accident of ['till killed', 'line ']) expect(said).toContain(accident);
    const { invoices, totalTill, totalCloud, totalReport } = last as Record<string, unknown>;
    expect([invoices, totalCloud, totalReport], said).toEqual([250, totalTill, totalTill]);
    expect(status).toBe(0);
  });
});
