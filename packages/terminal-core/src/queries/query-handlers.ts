import { type IpcInput, type IpcOutput, orderView, type PrintJobView } from '@beaveros/protocol/ipc';
import { assert, type Id, type Instant, ok, refuse } from '@beaveros/kit';
import { type Actor, missing } from '@beaveros/domain/auth-user';
import type { KitchenReader } from '@beaveros/domain/order';
import type { Desk } from '../commands/command.ts';
import { zReportOf } from '../commands/shift-commands.ts';
import { accountsPrinted, paperOf } from '../effects/paper.ts';
import { paperHouse } from '../effects/paper-house.ts';
import { type Printers, profileOf } from '../effects/printers.ts';
import { receiptPicture } from '../effects/receipt.ts';
import { zPicture } from '../effects/shift-paper.ts';
import type { Job, SpoolFile } from '../effects/spool-file.ts';
import type { QueryHandlers } from '../ipc/door.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import { droppedDays } from '../settling.ts';
import type { FoldedStores } from '../stores/folded-stores.ts';
import { grantsHere } from '../commands/grant-commands.ts';
import { offersNow } from './offers.ts';
import { scanned } from './scan.ts';
import { balanceHere, refundableHere } from './account-queries.ts';
import { listOrders, sumDocuments } from './order-queries.ts';
import { dayReport } from './report-queries.ts';
import { listZReports, shiftOpenHere, xReport } from './shift-queries.ts';
import { storeDay } from './store-day-query.ts';
import { listLevels, listMovements, listSoldOut } from './stock-queries.ts';
import { listOpenTasks } from './open-tasks.ts';
import { listReservations, listTables } from './table-queries.ts';
import { listTasks } from './task-queries.ts';
import { listTickets } from './ticket-queries.ts';

export interface QueryContext {
  readonly desk: Desk;
  readonly stores: FoldedStores;
  readonly signIn: SignIn;
  readonly spool: SpoolFile;
  readonly printers: Printers;
  readonly status: () => IpcOutput<'status'>;
  readonly now: () => Instant;
}

/** What every query of the ipc table answers. None changes the journal. */
export function queryHandlers({
  desk,
  stores,
  signIn,
  spool,
  printers,
  status,
  now,
}: QueryContext): QueryHandlers {
  const { rows, aggregates, journal, till } = desk;
  const digests = () =>
    stores.all().map((store) => ({ service: store.definition.service, ...store.digest() }));
  return {
    staff: () =>
      ok({
        staff: rows.staff
          .all()
          .filter((row) => row.isActive)
          .map((row) => ({ user: row.id, name: row.name, hasPin: row.pinVerifier !== null })),
      }),
    signIn: async ({ user, pin }) => {
      const signed = await signIn.signIn(user, pin);
      if (!signed.ok) return signed;
      const { session, actor } = signed.value;
      return ok({ session: session.token, user, name: actor.name, permissions: [...actor.permissions] });
    },
    signOut: (_, { session }) => {
      if (session !== null) signIn.signOut(session);
      return ok({});
    },
    me: (_, { actor }) => ok({ signedIn: actor === null ? null : signedInAs(actor) }),
    status: () => ok(status()),

    tickets: (input) => ok({ tickets: listTickets(stores.workflow, forStation(input, rows.kitchen)) }),
    tables: (input) => ok(listTables(stores, desk, input)),
    reservations: (input) => ok(listReservations(stores.entity, desk, input)),
    openTasks: (input) => ok(listOpenTasks(stores, journal.lateFacts(), input)),
    order: ({ order }) => {
      const state = aggregates.order(order);
      return ok({ order: state.tenant === null ? null : orderView(state, (side) => journal.side(side)) });
    },
    orders: (input) => ok(listOrders(stores.order, input)),
    orderTasks: (input) => ok(listTasks(stores.order, input)),
    currentShift: () => ok(shiftOpenHere(desk)),
    xReport: (_, { actor }) => xReport(desk, actor!),
    zReport: ({ shift }) => ok({ report: zReportOf(desk, shift) }),
    zReports: (input) => ok(listZReports(stores.payment, input)),
    dayReport: (input, { actor }) => dayReport(stores.order, input, actor!),
    storeDay: (input, { actor }) =>
      storeDay({ orders: stores.order, payment: stores.payment, journal }, input, actor!),
    totals: ({ businessDate }) => ok(sumDocuments(stores.order, businessDate, droppedDays(journal))),

    openGrants: (input) => ok(grantsHere(desk, input)),
    refundable: (input) => ok(refundableHere(desk, input)),
    balance: (input) => ok(balanceHere(desk, input)),

    stockLevels: (input) => ok(listLevels(stores.stock, desk, input)),
    stockHistory: (input) => ok(listMovements(stores.stock, desk, input)),
    soldOut: () => ok(listSoldOut(stores.stock, desk)),

    categories: () => ok({ categories: [...rows.catalogue.categories()] }),
    items: (input) => {
      const { items, total } = rows.catalogue.items(input);
      return ok({ items: [...items], total });
    },
    item: ({ item }) => ok({ item: rows.catalogue.item(item) ?? null }),
    search: ({ text, limit }) => ok({ items: [...rows.catalogue.search(text, limit)] }),
    scan: (input) => scanned(desk, input, now()),
    offers: (input) => ok(offersNow(desk, input, now())),
    taxes: () => ok({ taxes: [...rows.catalogue.taxes()] }),
    paymentMethods: () => ok({ methods: rows.payment.methods().filter((row) => row.isActive) }),
    devices: () => ok({ devices: rows.entity.devices().filter((row) => row.terminalId === till.id) }),
    stations: () => ok({ stations: [...rows.kitchen.stations()] }),
    serviceEntities: () => ok({ entities: rows.entity.serviceEntities().filter((row) => row.isActive) }),

    rebuildStores: async (_, { actor }) => {
      const refusal = missing(actor!, 'can_manage_devices');
      if (refusal !== null) return refuse(refusal);
      for (const store of stores.all()) await store.rebuild();
      return ok({ stores: digests() });
    },
    storeDigests: () => ok({ stores: digests() }),

    receiptPicture: ({ order, document }) => {
      const paper = paperOf(aggregates.order(order), document);
      if (paper === undefined) return ok({ svg: null });
      const profile = profileOf(till.devices('receipt-printer')[0]);
      const accounts = accountsPrinted(journal.byAggregate(order), document);
      return ok({ svg: receiptPicture(paper, { store: rows.entity.store(), profile, accounts }) });
    },
    zReportPicture: ({ shift }) => {
      const report = aggregates.shift(shift).closed;
      if (report === null) return ok({ svg: null });
      const profile = profileOf(till.devices('receipt-printer')[0]);
      return ok({ svg: zPicture(report, paperHouse(rows), profile) });
    },
    printJobs: (input) => ok({ jobs: spool.all(input).map(printJobView), total: spool.total() }),
    resolvePrintJob: ({ job, as }, { actor }) => {
      const refusal = missing(actor!, 'can_resolve_print_jobs');
      if (refusal !== null) return refuse(refusal);
      const { user } = actor!;
      assert(user !== null, 'a person resolves a print job');
      const resolved = printers.resolve(job, as, user);
      return resolved.ok ? ok({ job: printJobView(resolved.value) }) : resolved;
    },
  };
}

/** A device acts, but nobody is signed in. */
function signedInAs({ user, name, permissions }: Actor): IpcOutput<'me'>['signedIn'] {
  return user === null ? null : { user, name, permissions: [...permissions] };
}

function printJobView(job: Job): PrintJobView {
  return {
    job: job.job as Id<'PrintJob'>,
    kind: job.kind,
    device: job.device as Id<'Device'>,
    document: job.document as Id<'Document'> | null,
    paper: job.paper,
    state: job.state,
    isCopy: job.isCopy,
    cause: job.cause,
    createdAt: job.createdAt,
  };
}

/** An expeditor sees what every station does. */
function forStation(input: IpcInput<'tickets'>, kitchen: KitchenReader): IpcInput<'tickets'> {
  const isExpeditor = kitchen.stations().some(({ id, isExpeditor }) => id === input.station && isExpeditor);
  return isExpeditor ? { ...input, station: null } : input;
}
