import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PERMISSIONS } from '@beaveros/domain/auth-user';
import { derivedId, type Id, instant, type Instant, scaledToDecimal } from '@beaveros/kit';
import {
  type Approval,
  IPC_VERSION,
  type IpcCallName,
  type IpcInput,
  type IpcOutput,
  type IpcPush,
} from '@beaveros/protocol/ipc';
import { SHAPES } from '@beaveros/protocol/shapes';
import { hash } from '@node-rs/argon2';
import pino from 'pino';
import { Core, type CoreOptions } from './core.ts';
import type { IdentityFile } from './enrolment/identity-file.ts';
import type { ScreenKind } from './ipc/door.ts';
import { StoreFixture } from './journal/_journal-fixture.ts';
import { generateIdentityKey } from './journal/index.ts';
import { readWireRow, type WireValue } from './stores/wire-row.ts';

const NAMESPACE = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
/** The same id for the same name. */
export const idOf = <Of extends string>(name: string): Id<Of> => derivedId<Of>(NAMESPACE, name);
export const PIN = '2580';

export interface CallOptions {
  readonly session?: string | null;
  readonly screen?: ScreenKind;
  /** To say a command again. */
  readonly commandId?: Id<'Command'>;
  readonly approval?: Approval;
}

/** A till with the rows of a small store in a folder of its own; the core is opened and opened again at will. */
export class TillFixture implements Disposable {
  readonly #store: StoreFixture;
  readonly #code: string;
  readonly identity: IdentityFile;
  now: Instant = instant(1_795_000_000_000);
  #lastId = 0;

  constructor(gatewayUrl = 'http://127.0.0.1:1', fixture = new StoreFixture('till'), code = 'T1') {
    this.#store = fixture;
    this.#code = code;
    const { publicKey, privateKeyPem: privateKey } = generateIdentityKey();
    const { tenant, store, terminal, epoch, tenantPublicKey, certificate } = this.#store.identity({
      publicKey,
    });
    const sealKey = Buffer.alloc(32, 7).toString('base64');
    this.identity = {
      v: 1,
      gatewayUrl,
      tenant,
      store,
      terminal,
      epoch,
      tenantPublicKey,
      certificate,
      privateKey,
      sealKey,
    };
  }

  /** The store whose tenant's key signs what its back office says. */
  get store(): StoreFixture {
    return this.#store;
  }

  get dataDir(): string {
    return this.#code === 'T1' ? this.#store.directory : join(this.#store.directory, this.#code);
  }

  /** Another till of the same store, in a folder inside this one's: disposing of this one removes both. */
  sibling(code: string): TillFixture {
    mkdirSync(join(this.#store.directory, code));
    return new TillFixture(this.identity.gatewayUrl, this.#store, code);
  }

  newId<Of extends string>(): Id<Of> {
    return this.#store.newId<Of>();
  }

  open({ sealKey, ...more }: Partial<Pick<CoreOptions, 'dataDir' | 'identity' | 'sealKey'>> = {}): Core {
    return new Core({
      dataDir: more.dataDir ?? this.dataDir,
      identity: more.identity ?? this.identity,
      ...(sealKey === undefined ? {} : { sealKey }),
      clock: { now: () => this.now },
      random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
      log: pino({ level: 'silent' }),
    });
  }

  path(name: string): string {
    return join(this.dataDir, name);
  }

  /** Rows of one table come down and replace those that were here. */
  comeDown(core: Core, table: string, ...rows: readonly object[]): void {
    const target = core.rows.shapes.flat().find((each) => each.shape.table === table)!;
    const { shape } = target;
    target.beginShadow();
    target.fill(
      rows.map((row) => readWireRow(shape, this.#wireOf(table, row), 'insert')),
      true,
    );
    for (const _step of target.finishShadow()) continue;
    target.swap({ handle: 'h', offset: '1_0' }, null);
  }

  /** Everything a sale and a kitchen need. */
  async furnish(core: Core): Promise<void> {
    this.comeDown(core, 'stores', STORE_ROW(this.identity.store));
    this.comeDown(core, 'terminals', {
      id: this.identity.terminal,
      storeId: this.identity.store,
      name: `Till ${this.#code}`,
      code: this.#code,
      kind: 'till',
      isActive: true,
    });
    this.comeDown(core, 'payment_methods', {
      id: idOf('cash'),
      name: 'Efectivo',
      type: 'cash',
      isActive: true,
    });
    this.comeDown(core, 'store_staff', await this.staff());
    this.comeDown(core, 'taxes', TAX_ROW, { ...TAX_ROW, id: idOf('old-tax'), sequence: 2, isActive: false });
    this.comeDown(core, 'till_items', ITEM_ROW);
    this.comeDown(core, 'workflow_stages', stage('new', 0), stage('ready', 1));
    this.comeDown(core, 'stations', {
      id: idOf('grill'),
      storeId: this.identity.store,
      name: 'Grill',
      position: 1,
      categoryIds: [idOf('food')],
      itemIds: [],
      isExpeditor: false,
      isActive: true,
    });
  }

  /** Ana, who may do everything, or whoever else is said. */
  async staff({
    pin = PIN,
    ...more
  }: {
    readonly pin?: string;
    readonly [field: string]: unknown;
  } = {}): Promise<object> {
    return {
      id: idOf('ana'),
      storeId: this.identity.store,
      name: 'Ana',
      isActive: true,
      permissions: Object.fromEntries(PERMISSIONS.map((permission) => [permission, true])),
      pinVerifier: await hash(pin, { memoryCost: 8, timeCost: 1 }),
      ...more,
    };
  }

  /** Asks, and gives the value; a refusal or a fault is thrown as it came. */
  async call<Name extends IpcCallName>(
    core: Core,
    name: Name,
    input: IpcInput<Name>,
    { session = null, screen = 'till', commandId = this.newId<'Command'>(), approval }: CallOptions = {},
  ): Promise<IpcOutput<Name>> {
    this.#lastId += 1;
    const approved = approval === undefined ? {} : { approval };
    const frame = { v: IPC_VERSION, id: this.#lastId, call: name, session, commandId, ...approved, input };
    const answer = (await core.answer(frame, screen)) as Exclude<
      Awaited<ReturnType<Core['answer']>>,
      IpcPush
    >;
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return answer.value as IpcOutput<Name>;
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }

  /** As PostgreSQL writes it. */
  #wireOf(table: string, row: object): WireValue {
    const fields: Readonly<Record<string, unknown>> = {
      tenantId: this.identity.tenant,
      description: null,
      ...row,
    };
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
}

const STORE_ROW = (id: string) => ({
  id,
  name: 'Casa Castor',
  code: 'CC',
  timeZone: 'Europe/Madrid',
  dayStartMinutes: 240,
  currency: { code: 'EUR', exponent: 2 },
  taxRounding: 'per_line',
  address: 'Calle Mayor 1',
  receiptHeader: null,
  receiptFooter: null,
  language: 'es-ES',
  isActive: true,
});

export const TAX_ROW = {
  id: idOf('iva'),
  name: 'IVA',
  ratePpm: 100_000,
  mode: 'included',
  compound: false,
  sequence: 1,
  isActive: true,
  isDefault: true,
};

export const ITEM_ROW = {
  id: idOf('burger'),
  name: 'Hamburguesa',
  sku: 'H1',
  type: 'product',
  priceMicro: 12_500_000,
  categoryIds: [idOf('food')],
  taxIds: [idOf('iva')],
  modifiers: [],
  barcodes: [],
  imageUrl: null as string | null,
  color: null,
  isActive: true,
  isSoldOut: false,
  version: 1,
};

const stage = (name: string, orderSequence: number) => ({
  id: idOf(name),
  name,
  orderSequence,
  isFinalStage: orderSequence === 1,
});
