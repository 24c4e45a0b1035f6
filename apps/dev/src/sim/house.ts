import { PERMISSIONS, type Actor } from '@beaveros/domain/auth-user';
import { derivedId, type Id, scaledToDecimal } from '@beaveros/kit';
import { SHAPES } from '@beaveros/protocol/shapes';
import { readWireRow, type Rows, type WireValue } from '@beaveros/terminal-core/sim';
import { extrasOf, MENU, menuItem, type Offers, policiesOf, priceRulesOf, taxIdsOf } from './house-rules.ts';

const NAMESPACE = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';

/** A till's place in the house. */
export interface TerminalPlace {
  readonly terminal: Id<'Terminal'>;
  readonly code: string;
  readonly printer: Id<'Device'>;
  readonly drawer: Id<'Device'>;
}

/**
 * The tenant of a seed with one store: what head office decided, as rows come down to tills. Everything follows from the
 * seed, so that tills can be given the same rows at different times.
 */
export interface House {
  readonly seed: number;
  readonly tenant: Id<'Tenant'>;
  readonly store: Id<'Store'>;
  readonly currency: { readonly code: string; readonly exponent: number };
  readonly items: readonly Id<'Item'>[];
  readonly tables: readonly Id<'ServiceEntity'>[];
  readonly cash: Id<'PaymentMethod'>;
  readonly card: Id<'PaymentMethod'>;
  /** Taken on the word of who took it, at a machine of its own: tips go by it. */
  readonly machine: Id<'PaymentMethod'>;
  /** Guests with points and accounts: few, so that tills meet on them. */
  readonly customers: readonly Id<'Customer'>[];
  readonly stages: readonly Id<'Stage'>[];
  /** May do everything. */
  readonly manager: Actor;
  /** Sells, fires and takes money; voids nothing that was fired and overrides no price. */
  readonly waiter: Actor;
  /** A kitchen's screen: nobody is signed in. */
  readonly kitchen: Actor;
  place(index: number): TerminalPlace;
}

export function houseOf(seed: number, tenantName = 'tenant'): House {
  const id = <Of extends string>(name: string): Id<Of> =>
    derivedId<Of>(NAMESPACE, `sim/${seed}/${tenantName}/${name}`);
  const selling = ['can_sell', 'can_process_payments', 'can_open_shift', 'can_fire'];
  return {
    seed,
    tenant: id<'Tenant'>('tenant'),
    store: id<'Store'>('store'),
    currency: { code: 'EUR', exponent: 2 },
    items: ITEMS.map((_, at) => id<'Item'>(`item ${at}`)),
    tables: [1, 2, 3].map((at) => id<'ServiceEntity'>(`table ${at}`)),
    cash: id<'PaymentMethod'>('cash'),
    card: id<'PaymentMethod'>('card'),
    machine: id<'PaymentMethod'>('machine'),
    customers: [1, 2].map((at) => id<'Customer'>(`customer ${at}`)),
    stages: STAGES.map((name) => id<'Stage'>(name)),
    manager: { user: id<'User'>('manager'), name: 'Ana', permissions: new Set(PERMISSIONS) },
    waiter: { user: id<'User'>('waiter'), name: 'Beto', permissions: new Set(selling) },
    kitchen: { user: null, name: 'Kitchen', permissions: new Set(['can_manage_tickets']) },
    place: (index) => ({
      terminal: id<'Terminal'>(`terminal ${index}`),
      code: `T${index}`,
      printer: id<'Device'>(`printer ${index}`),
      drawer: id<'Device'>(`drawer ${index}`),
    }),
  };
}

/** What can be sold: prices in 10^-6 of the major unit, so that some do not divide evenly. */
const ITEMS: readonly {
  readonly name: string;
  readonly priceMicro: number;
  readonly isFood: boolean;
  readonly taxes: number;
  readonly sku?: string;
}[] = [
  { name: 'Hamburguesa', priceMicro: 12_500_000, isFood: true, taxes: 1 },
  { name: 'Tortilla', priceMicro: 8_990_000, isFood: true, taxes: 1 },
  { name: 'Gazpacho', priceMicro: 6_333_333, isFood: true, taxes: 2 },
  { name: 'Caña', priceMicro: 2_450_000, isFood: false, taxes: 1 },
  { name: 'Café', priceMicro: 1_650_000, isFood: false, taxes: 2 },
  { name: 'Vela', priceMicro: 850_000, isFood: false, taxes: 0 },
  // By the kilogram; its SKU is what the scale's labels say.
  { name: 'Jamón', priceMicro: 42_900_000, isFood: false, taxes: 1, sku: '12345' },
];
const STAGES = ['new', 'preparing', 'ready'] as const;

/** What head office may change while tills sell. */
export interface Configuration {
  /** Added to every price. */
  readonly priceMicro: number;
  readonly ratePpm: number;
  /** How many stages the kitchen has: its last is final. */
  readonly stages: 2 | 3;
  readonly isCafeSoldOut: boolean;
  readonly offers: Offers;
}

export const CONFIGURATION: Configuration = {
  priceMicro: 0,
  ratePpm: 100_000,
  stages: 3,
  isCafeSoldOut: false,
  offers: 'plain',
};

/** What is sold as value: its price is what is put on it. */
const GIFT_CARD = { name: 'Tarjeta regalo', priceMicro: 0, isFood: false, taxes: 0 };

export function giftCardItem({ tenant }: Pick<House, 'tenant'>): Id<'Item'> {
  return derivedId<'Item'>(NAMESPACE, `${tenant}/gift card`);
}

/** The method by which stored value pays. */
export function onAccount({ tenant }: Pick<House, 'tenant'>): Id<'PaymentMethod'> {
  return derivedId<'PaymentMethod'>(NAMESPACE, `${tenant}/on account`);
}

export type RowTable =
  | 'stores'
  | 'store_policies'
  | 'terminals'
  | 'devices'
  | 'service_entities'
  | 'payment_methods'
  | 'store_staff'
  | 'taxes'
  | 'till_items'
  | 'till_stock'
  | 'price_rules'
  | 'workflow_stages'
  | 'stations'
  | 'automations';

/** The rows of each table that come down, in the order in which a till may take them. */
export function rowsOf(
  house: House,
  places: readonly TerminalPlace[],
  configuration: Configuration,
): Readonly<Record<RowTable, readonly object[]>> {
  const { store } = house;
  const { iva, city, reduced } = taxIdsOf(house);
  const taxes = [iva, city];
  const food = derivedId(NAMESPACE, `${house.tenant}/food`);
  const isActive = true;
  return {
    stores: [
      {
        id: store,
        name: 'Casa Castor',
        code: 'CC',
        timeZone: 'Europe/Madrid',
        dayStartMinutes: 240,
        currency: house.currency,
        taxRounding: 'per_line',
        address: null,
        receiptHeader: null,
        receiptFooter: null,
        language: 'es-ES',
        isActive,
      },
    ],
    store_policies: [{ id: store, policies: policiesOf() }],
    terminals: places.map(({ terminal, code }) => ({
      id: terminal,
      storeId: store,
      name: code,
      code,
      kind: 'till',
      isActive,
    })),
    devices: places.flatMap(({ terminal, printer, drawer }) => [
      {
        id: printer,
        storeId: store,
        terminalId: terminal,
        name: 'Printer',
        kind: 'receipt-printer',
        connection: { via: 'tcp', host: '127.0.0.1', port: 9100 },
        profile: null,
        isActive,
      },
      {
        id: drawer,
        storeId: store,
        terminalId: terminal,
        name: 'Drawer',
        kind: 'cash-drawer',
        connection: { via: 'printer', printer, connector: 2 },
        profile: null,
        isActive,
      },
    ]),
    service_entities: house.tables.map((id, at) => ({
      id,
      storeId: store,
      areaId: null,
      name: `Mesa ${at + 1}`,
      type: 'table',
      capacity: 4,
      isActive,
    })),
    payment_methods: [
      { id: house.cash, name: 'Efectivo', type: 'cash', isActive },
      { id: house.card, name: 'Tarjeta', type: 'card', isActive },
      { id: house.machine, name: 'Datáfono', type: 'electronic', isActive },
      { id: onAccount(house), name: 'Saldo', type: 'credit_account', isActive },
    ],
    store_staff: [house.manager, house.waiter].map(({ user, name, permissions }) => ({
      id: user,
      storeId: store,
      name,
      isActive,
      permissions: Object.fromEntries([...permissions].map((permission) => [permission, true])),
      pinVerifier: null,
    })),
    taxes: [iva, city, reduced].map((id, at) => ({
      id,
      name: ['IVA', 'Ciudad', 'IVA reducido'][at],
      ratePpm: [configuration.ratePpm, 15_000, 40_000][at],
      mode: id === city ? 'excluded' : 'included',
      compound: false,
      sequence: at + 1,
      isActive,
      isDefault: at === 0,
    })),
    till_items: [...ITEMS, GIFT_CARD, MENU].map((item, at) => ({
      id: house.items[at] ?? (item === MENU ? menuItem(house) : giftCardItem(house)),
      name: item.name,
      sku: 'sku' in item ? item.sku : `S${at}`,
      type: item === MENU ? 'combo' : item === GIFT_CARD ? 'gift_card' : 'product',
      priceMicro: item.priceMicro + configuration.priceMicro,
      categoryIds: item.isFood ? [food] : [],
      taxIds: taxes.slice(0, item.taxes),
      modifiers: at === 0 ? [extrasOf(house)] : [],
      barcodes: [],
      imageUrl: null,
      color: null,
      isActive,
      isSoldOut: item.name === 'Café' && configuration.isCafeSoldOut,
      version: 1,
    })),
    // Everything is counted but the dearest, which is made of the next.
    till_stock: house.items.map((id, at) => ({
      id,
      isTracked: at > 0,
      lowMicro: at % 2 === 0 ? 3_000_000 : null,
      yieldMicro: 3_000_000,
      ingredients: at === 0 ? [{ item: house.items[1], quantityMicro: 1_000_000 }] : [],
      options: [],
      version: 1,
    })),
    price_rules: priceRulesOf(house, configuration.offers),
    workflow_stages: house.stages.slice(0, configuration.stages).map((id, at) => ({
      id,
      name: STAGES[at],
      orderSequence: at,
      isFinalStage: at === configuration.stages - 1,
    })),
    automations: [
      {
        id: derivedId(NAMESPACE, `${house.tenant}/after-void`),
        name: 'Voided',
        trigger: 'order.LineVoided',
        conditions: [{ path: 'reason', op: 'exists', value: null }],
        actions: [{ do: 'raise-task', title: 'Mirar', assignedTo: 'can_sell', dueMinutes: 5 }],
        perHour: 3,
        isActive,
      },
    ],
    stations: [
      {
        id: derivedId(NAMESPACE, `${house.tenant}/grill`),
        storeId: store,
        name: 'Grill',
        position: 1,
        categoryIds: [food],
        itemIds: [],
        isExpeditor: false,
        isActive,
      },
    ],
  };
}

/** Rows of one table come down to a till and replace those that were there. */
export function comeDown(rows: Rows, tenant: string, table: RowTable, down: readonly object[]): void {
  const target = rows.shapes.flat().find((each) => each.shape.table === table)!;
  target.beginShadow();
  target.fill(
    down.map((row) =>
      readWireRow(target.shape, wireOf(table, { tenantId: tenant, description: null, ...row }), 'insert'),
    ),
    true,
  );
  for (const _step of target.finishShadow()) continue;
  target.swap({ handle: 'h', offset: '1_0' }, null);
}

/** As PostgreSQL writes a row. */
function wireOf(table: string, fields: Readonly<Record<string, unknown>>): WireValue {
  const { columns } = SHAPES.find((shape) => shape.table === table)!;
  return Object.fromEntries(
    columns.map(({ column, field, kind }) => {
      const value = fields[field] ?? null;
      if (value === null) return [column, null];
      if (kind === 'json') return [column, JSON.stringify(value)];
      if (kind === 'micro' || kind === 'ppm') return [column, scaledToDecimal(value as number, 6)];
      return [column, typeof value === 'string' ? value : JSON.stringify(value)];
    }),
  );
}
