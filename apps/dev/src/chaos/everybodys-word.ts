import type { IpcOutput, OrderView, PrintJobView, TicketView } from '@beaveros/protocol/ipc';
import type { DocumentSummary } from '@beaveros/protocol/gateway';
import type { House, HouseTenant } from '../house/house.ts';
import type { TillClient } from '../house/till-client.ts';
import { type CloudChain, cloudJournal } from './cloud-journal.ts';

/** What one till says at the end. */
export interface TillsWord {
  readonly code: string;
  readonly head: IpcOutput<'status'>['head'];
  readonly digests: IpcOutput<'storeDigests'>['stores'];
  readonly totals: IpcOutput<'totals'>;
  readonly orders: readonly OrderView[];
  readonly tickets: readonly TicketView[];
  readonly jobs: readonly PrintJobView[];
  /** Every sheet its printer cut, and what is still in it. */
  readonly sheets: readonly string[];
}

/** What the cloud says at the end. */
export interface CloudsWord {
  readonly chains: readonly CloudChain[];
  readonly documents: readonly DocumentSummary[];
  readonly orders: readonly {
    readonly id: string;
    readonly lines: readonly string[];
    readonly documents: readonly string[];
  }[];
  readonly tickets: readonly {
    readonly id: string;
    readonly lines: readonly { readonly orderItemId: string; readonly stageName: string }[];
  }[];
  readonly sales: { readonly documents: number; readonly total: string };
}

const PAGE = 200;

export async function tillsWord(tenant: HouseTenant, code: string, screen: TillClient): Promise<TillsWord> {
  const summaries = await allPages(
    async (offset) => (await screen.call('orders', { status: 'all', limit: PAGE, offset })).orders,
  );
  const orders: OrderView[] = [];
  for (const { order: id } of summaries) {
    const { order } = await screen.call('order', { order: id });
    if (order !== null) orders.push(order);
  }
  const printer = tenant.printer(code);
  return {
    code,
    head: (await screen.call('status', {})).head,
    digests: (await screen.call('storeDigests', {})).stores,
    totals: await screen.call('totals', { businessDate: null }),
    orders: orders.sort((a, b) => (a.order < b.order ? -1 : 1)),
    tickets: (await screen.call('tickets', { station: null, includeDone: true })).tickets,
    jobs: await allPages(async (offset) => (await screen.call('printJobs', { limit: PAGE, offset })).jobs),
    sheets: [...printer.papers, printer.currentPaper].map(({ lines }) => lines.join('\n')),
  };
}

export async function cloudsWord(house: House, tenant: HouseTenant): Promise<CloudsWord> {
  const { api, storeId } = tenant;
  const listed = await api.all('listOrders', {});
  const orders: CloudsWord['orders'][number][] = [];
  for (const { id } of listed) {
    const { items, documents } = await api.call('readOrder', { params: { id } });
    orders.push({ id, lines: items.map((item) => item.id), documents: documents.map((each) => each.id) });
  }
  return {
    chains: await cloudJournal(house, tenant),
    documents: await api.all('listDocuments', {}),
    orders,
    tickets: await api.all('listTickets', { params: { storeId } }),
    sales: await salesOf(tenant),
  };
}

/** What the report counts around today: the business day may turn while tills sell. */
export async function salesOf({ api, plan }: HouseTenant): Promise<CloudsWord['sales']> {
  const day = (offset: number): string =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const { totals } = await api.call('readSales', { query: { from: day(-2), to: day(2) } });
  const own = totals.find(({ currency }) => currency === plan.store.currency.code);
  return { documents: own?.documents ?? 0, total: own?.total ?? '0.00' };
}

async function allPages<T>(page: (offset: number) => Promise<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const found = await page(all.length);
    all.push(...found);
    if (found.length < PAGE) return all;
  }
}
