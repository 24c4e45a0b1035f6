import { describe, expect, it } from 'vitest';
import { Network } from './network.ts';

describe('Network', () => {
  it('cuts every till from the cloud and nothing else, and heals everything', async () => {
    await using network = new Network({ seed: 1 });
    const names = ['shop/T1>cloud', 'shop/T2>cloud', 'shop/T2>T1', 'cloud>postgres'];
    for (const name of names) await network.add(name, () => 1);
    network.cut();
    expect(network.isCut).toBe(true);
    expect(names.filter((name) => network.line(name).isFaulty)).toEqual(names.slice(0, 2));
    network.line('shop/T2>T1').stall();
    network.heal();
    expect(names.filter((name) => network.line(name).isFaulty)).toEqual([]);
    expect(network.isCut).toBe(false);
  });

  it('names its lines once, and says which it has when asked for another', async () => {
    await using network = new Network({ seed: 1 });
    await network.add('shop/T1>cloud', () => 1);
    await expect(network.add('shop/T1>cloud', () => 1)).rejects.toMatchObject({ code: 'house/line-taken' });
    expect(() => network.line('shop/T9>cloud')).toThrow(/it has shop\/T1>cloud/);
  });
});
