import { type AmountMinor, decimalToScaled, Fault, scaledToDecimal, sum } from '@beaveros/kit';
import { IPC_PAGE_MAX } from '@beaveros/protocol/ipc';
import { type House, type HouseTenant, openTemporaryHouse } from '../house/house.ts';
import { FREE_PORTS } from '../house/ports.ts';
import type { TillClient } from '../house/till-client.ts';
import { until } from '../house/until.ts';
import type { RetailLine } from '../retail/retail-file.ts';
import { invoicesOf, RETAIL_CURRENCY, type RetailInvoice } from '../retail/retail-invoices.ts';
import { retailerOf } from '../seed/retailer.ts';
import { type Disorder, throwIntoDisorder } from './disorder.ts';
import { type Counter, sellInvoice } from './sell-invoice.ts';

export interface ReplayOptions {
  readonly lines: readonly RetailLine[];
  readonly limit: number | undefined;
  readonly tills: number;
  /** Tills and cloud are killed and lines cut while they sell, as this seed decides; null: nothing goes wrong. */
  readonly chaosSeed: number | null;
  readonly say: (step: string) => void;
}

export interface Replayed {
  readonly invoices: number;
  readonly lines: number;
  readonly totalTill: string;
  readonly totalCloud: string;
  readonly totalReport: string;
  readonly salesPerSecond: number;
}

/** What each witness says that was sold. */
interface Sold {
  readonly documents: number;
  /** Null: this witness does not count lines. */
  readonly lines: number | null;
  readonly total: string;
}

/** Invoices begun and not closed at one till: the answer of one is on its way while the next is decided. */
const IN_FLIGHT_PER_TILL = 4;
/** From the last sale until everyone has counted it: the exchange and the ingest of 5,000 sales on two busy cores. */
const CATCH_UP_TIMEOUT_MS = 600_000;
/** A look at the cloud is some pages of documents. */
const CLOUD_LOOK_EVERY_MS = 500;
const PROGRESS_EVERY = 500;
const MANAGER = 'bella';

/**
 * Sells a retail file on real tills of a fresh tenant in a house of its own, shared out in turn, and waits until tills,
 * cloud and report have all counted it. `agrees`: all of them and the file say the same.
 */
export async function replayFile({
  lines,
  limit,
  tills,
  chaosSeed,
  say,
}: ReplayOptions): Promise<{ result: Replayed; agrees: boolean }> {
  const invoices = invoicesOf(lines, limit);
  const codes = Array.from({ length: tills }, (_, at) => `T${at + 1}`);
  const plan = retailerOf(lines, {
    slug: 'replay',
    terminals: codes.map((code) => ({ code, name: `Till ${code}`, kind: 'till' })),
  });
  await using house = await openTemporaryHouse({
    ports: FREE_PORTS,
    hasNetwork: true,
    hasDatabaseLine: chaosSeed !== null,
    networkSeed: chaosSeed ?? 1,
    tenants: [{ plan, tills: codes, hasPrinters: false }],
    say,
  });
  const tenant = house.tenant(plan.slug);
  const counters = await Promise.all(codes.map((code) => openCounter(tenant, code)));
  say('counters are open');
  const tookMs = await sellThrough(house, { counters, invoices, chaosSeed, say });
  const salesPerSecond = Math.round((invoices.length / tookMs) * 10_000) / 10;
  const inFile = {
    documents: invoices.length,
    lines: invoices.reduce((all, invoice) => all + invoice.lines.length, 0),
    total: scaledToDecimal(sum(invoices.map(({ total }) => total)), RETAIL_CURRENCY.exponent),
  };
  const till = await settled('the tills', inFile, () => soldByTills(counters), say);
  const report = await settled('the report', inFile, () => soldByReport(tenant), say);
  const cloud = await settled('the order service', inFile, () => soldByCloud(tenant), say);
  const agrees = [till, cloud, report].every(
    (each) =>
      each.documents === inFile.documents &&
      each.total === inFile.total &&
      (each.lines ?? inFile.lines) === inFile.lines,
  );
  if (!agrees) say(`they do not agree: ${JSON.stringify({ file: inFile, till, cloud, report })}`);
  const result = {
    invoices: inFile.documents,
    lines: inFile.lines,
    totalTill: till.total,
    totalCloud: cloud.total,
    totalReport: report.total,
    salesPerSecond,
  };
  return { result, agrees };
}

async function openCounter(tenant: HouseTenant, code: string): Promise<Counter> {
  const screen = await tenant.signedIn(code, MANAGER);
  await screen.call('openShift', { shift: screen.newId<'Shift'>(), float: 0 as AmountMinor });
  const { methods } = await screen.call('paymentMethods', {});
  const cash = methods.find(({ type }) => type === 'cash');
  if (cash === undefined) throw new Fault('replay/no-cash', `till ${code} has no cash`);
  return { screen, cash: cash.id, itemByCode: await itemsByCode(screen) };
}

async function itemsByCode(screen: TillClient): Promise<Counter['itemByCode']> {
  const found: Counter['itemByCode'] extends ReadonlyMap<infer K, infer V> ? Map<K, V> : never = new Map();
  for (let offset = 0; ; offset += IPC_PAGE_MAX) {
    const { items, total } = await screen.call('items', { category: null, limit: IPC_PAGE_MAX, offset });
    for (const item of items) if (item.sku !== null) found.set(item.sku, item.id);
    if (items.length === 0 || offset + items.length >= total) return found;
  }
}

/** Sells everything; with a seed, while things go wrong: then everything is up and healed when it returns. How long it took to sell. */
async function sellThrough(
  house: House,
  {
    counters,
    invoices,
    chaosSeed,
    say,
  }: Pick<ReplayOptions, 'chaosSeed' | 'say'> & {
    readonly counters: readonly Counter[];
    readonly invoices: readonly RetailInvoice[];
  },
): Promise<number> {
  if (chaosSeed === null) return await sellAll(counters, invoices, say);
  const { tills } = house.tenants[0]!;
  const disorder: Disorder = throwIntoDisorder(house, { tills, seed: chaosSeed });
  const watched = counters.map((counter, at) => ({
    ...counter,
    onSaying: () => disorder.says(tills[at]!.name),
  }));
  try {
    return await sellAll(watched, invoices, say);
  } finally {
    await disorder.end();
    say(`healed; what went wrong: ${JSON.stringify(disorder.accidents)}`);
  }
}

/** Invoices in their order, each to the next till that is free. How long it took, in ms. */
async function sellAll(
  counters: readonly Counter[],
  invoices: readonly RetailInvoice[],
  say: (step: string) => void,
): Promise<number> {
  const startedAt = performance.now();
  const waiting = invoices.values();
  let sold = 0;
  const lane = async (counter: Counter): Promise<void> => {
    // One iterator for all lanes: a till that is down keeps nobody waiting but its own.
    for (const invoice of waiting) {
      await sellInvoice(counter, invoice);
      sold += 1;
      if (sold % PROGRESS_EVERY === 0) say(`${sold} of ${invoices.length}`);
    }
  };
  const lanes = Array.from({ length: IN_FLIGHT_PER_TILL }, () => counters).flat();
  await Promise.all(lanes.map(lane));
  say(`${invoices.length} invoices are sold`);
  return performance.now() - startedAt;
}

/** Asks a witness until it has counted as many sales as the file has; what it says after a long time stands as it is. */
async function settled(
  who: string,
  inFile: Sold,
  ask: () => Promise<Sold>,
  say: (step: string) => void,
): Promise<Sold> {
  const isThere = async (): Promise<Sold | undefined> => {
    const sold = await ask();
    return sold.documents >= inFile.documents ? sold : undefined;
  };
  const options = {
    what: `${who} have counted every sale`,
    timeoutMs: CATCH_UP_TIMEOUT_MS,
    everyMs: CLOUD_LOOK_EVERY_MS,
  };
  const sold = await until(isThere, options).catch(async (error: unknown) => {
    say(String(error));
    return await ask();
  });
  say(`${who}: ${sold.documents} sales, ${sold.total}`);
  return sold;
}

/** Every till holds the sales of all: the one that knows least speaks for them, and only when the cloud has confirmed all of its entries. */
async function soldByTills(counters: readonly Counter[]): Promise<Sold> {
  const answers = await Promise.all(
    counters.map(async ({ screen }) => {
      const { outbox } = await screen.call('status', {});
      const totals = await screen.call('totals', { businessDate: null });
      return outbox === 0 ? totals : { documents: -1, lines: 0, total: '' };
    }),
  );
  return answers.reduce((least, each) => (each.documents < least.documents ? each : least));
}

/** Two days either side: the business day may turn while the tills sell. */
function aroundToday(): { readonly from: string; readonly to: string } {
  const day = (offset: number): string =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  return { from: day(-2), to: day(2) };
}

async function soldByReport({ api }: HouseTenant): Promise<Sold> {
  const { totals } = await api.call('readSales', { query: aroundToday() });
  const pounds = totals.find(({ currency }) => currency === RETAIL_CURRENCY.code);
  return pounds ?? { documents: 0, lines: 0, total: '0.00' };
}

/** Adds up the order service's own documents, one by one. */
async function soldByCloud({ api }: HouseTenant): Promise<Sold> {
  const documents = await api.all('listDocuments', {});
  const total = sum(
    documents.map((document) => decimalToScaled(document.total, RETAIL_CURRENCY.exponent) as AmountMinor),
  );
  return {
    documents: documents.length,
    lines: null,
    total: scaledToDecimal(total, RETAIL_CURRENCY.exponent),
  };
}
