import type { TillItemRow } from '@beaveros/domain/product-catalog';
import { Fault, ok } from '@beaveros/kit';
import type { IpcClient } from '@beaveros/protocol/ipc';
import { describe, expect, it } from 'vitest';
import { ITEM_PAGE, ItemPages } from './item-pages.ts';

/** A catalogue whose items are called by their places; questions wait until they are answered. */
class Catalogue {
  readonly asked: number[] = [];
  readonly faults: unknown[] = [];
  readonly total: number;
  price = 1;
  #waiting: (() => void)[] = [];
  readonly pages: ItemPages;

  constructor(total: number) {
    this.total = total;
    const call = (_name: string, { limit, offset }: { limit: number; offset: number }) => {
      this.asked.push(offset / limit);
      const items = Array.from(
        { length: Math.max(0, Math.min(limit, total - offset)) },
        (_, nth) => ({ name: `${offset + nth}`, priceMicro: this.price }) as unknown as TillItemRow,
      );
      return new Promise((resolve) => {
        this.#waiting.push(() => resolve(ok({ items, total })));
      });
    };
    const client = { call } as unknown as Pick<IpcClient, 'call'>;
    this.pages = new ItemPages({ client, category: null, onFault: (error) => this.faults.push(error) });
  }

  async answer(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const each of waiting) each();
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }

  async quiet(): Promise<void> {
    while (this.#waiting.length > 0) await this.answer();
  }
}

describe('item pages', () => {
  it('asks for what is in sight and its neighbours, and knows each item by its place', async () => {
    const catalogue = new Catalogue(1_000);
    const { pages } = catalogue;
    pages.show({ first: 0, last: 30 });
    expect([pages.total, pages.at(0)]).toEqual([null, undefined]);
    await catalogue.quiet();
    expect(catalogue.asked).toEqual([0, 1]);
    expect([pages.total, pages.at(142)?.name]).toEqual([1_000, '142']);
    pages.show({ first: 450, last: 520 });
    await catalogue.quiet();
    expect(catalogue.asked.slice(2).sort()).toEqual([3, 4, 5, 6]);
    expect(pages.at(519)?.name).toBe('519');
  });

  it('asks for nothing beyond the end', async () => {
    const catalogue = new Catalogue(ITEM_PAGE + 1);
    catalogue.pages.show({ first: 0, last: 100 });
    await catalogue.quiet();
    expect(catalogue.asked).toEqual([0, 1]);
    expect(catalogue.pages.at(101)).toBeUndefined();
  });

  it('follows a dragged scrollbar without asking for what it passed', async () => {
    const catalogue = new Catalogue(100_000);
    const { pages } = catalogue;
    pages.show({ first: 0, last: 30 });
    await catalogue.quiet();
    for (let at = 0; at <= 90_000; at += 300) pages.show({ first: at, last: at + 30 });
    await catalogue.quiet();
    expect(pages.at(90_010)?.name).toBe('90010');
    expect(catalogue.asked.length).toBeLessThan(10);
  });

  it('keeps a bounded number of pages, and always those in sight', async () => {
    const catalogue = new Catalogue(100_000);
    const { pages } = catalogue;
    for (let at = 0; at < 10_000; at += 100) {
      pages.show({ first: at, last: at + 99 });
      await catalogue.quiet();
      expect(pages.at(at + 50)?.name).toBe(`${at + 50}`);
    }
    const kept = Array.from({ length: 101 }, (_, nth) => pages.at(nth * 100)).filter(Boolean);
    expect(kept.length).toBe(16);
  });

  it('shows the old row until the new one is here, also when it changed on its way', async () => {
    const catalogue = new Catalogue(50);
    const { pages } = catalogue;
    pages.listen(() => {});
    pages.show({ first: 0, last: 30 });
    catalogue.price = 2;
    pages.refresh();
    await catalogue.answer();
    expect(pages.at(3)?.priceMicro).toBe(1);
    await catalogue.quiet();
    expect(pages.at(3)?.priceMicro).toBe(2);
    catalogue.price = 3;
    pages.refresh();
    expect(pages.at(3)?.priceMicro).toBe(2);
    await catalogue.quiet();
    expect(pages.at(3)?.priceMicro).toBe(3);
  });

  it('says a fault and asks again when the place is looked at again', async () => {
    let fails = true;
    const faults: unknown[] = [];
    const pages = new ItemPages({
      client: {
        call: () =>
          fails
            ? Promise.reject(new Fault('ipc/too-many-waiting', 'away'))
            : Promise.resolve(ok({ items: [], total: 0 })),
      } as unknown as Pick<IpcClient, 'call'>,
      category: null,
      onFault: (error) => faults.push(error),
    });
    pages.show({ first: 0, last: 10 });
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    expect(faults.length).toBe(1);
    fails = false;
    pages.show({ first: 0, last: 10 });
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    expect(pages.total).toBe(0);
  });
});
