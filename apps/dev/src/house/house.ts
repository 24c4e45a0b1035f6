import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Paper, startVirtualPrinter, type VirtualPrinter } from '@beaveros/devices/virtual';
import { Fault } from '@beaveros/kit';
import { seedTenant } from '../seed/seed-tenant.ts';
import type { TenantPlan } from '../seed/tenant-plan.ts';
import { CloudProcess } from './cloud.ts';
import { GatewayClient } from './gateway-client.ts';
import { Network } from './network.ts';
import { FREE_PORTS, type HousePorts } from './ports.ts';
import { PostgresProcess } from './postgres.ts';
import { TillProcess } from './till.ts';
import type { TillClient } from './till-client.ts';

/** One tenant of a house, and which of its terminals run as processes. */
export interface TenantOptions {
  readonly plan: TenantPlan;
  /** Codes; each runs, and finds the others as peers. */
  readonly tills: readonly string[];
  /** Each till has a virtual printer with a drawer. */
  readonly hasPrinters: boolean;
}

export interface HouseOptions {
  readonly dir: string;
  readonly ports: HousePorts;
  /** Tills reach the cloud and each other through lines that can fail. */
  readonly hasNetwork: boolean;
  /** PostgreSQL runs beside the cloud, in a process of its own, behind a line that can fail. Needs `hasNetwork`. */
  readonly hasDatabaseLine?: boolean;
  /** Decides how lines jitter; 1 without it. */
  readonly networkSeed?: number;
  /** The folder goes when the house ends; one that did not start leaves it, because its logs say why. */
  readonly isTemporary?: boolean;
  readonly tenants: readonly TenantOptions[];
  /** Told each step when it is done. */
  readonly say?: (step: string) => void;
  /** Told each sheet with the printer's name, `casa-castor/T1`. */
  readonly onPaper?: (printer: string, paper: Paper) => void;
  /** Origins of pages that may open a till's screen. */
  readonly origins?: readonly string[];
  /** Built screens that the house serves; none without it. */
  readonly screens?: ScreenFolders;
}

/** Where builds of the screens stand: `npm start` and the plays take {@link SCREEN_FOLDERS} of build-screens.ts. */
export interface ScreenFolders {
  /** With `till/` and `kitchen/`: served by every till. */
  readonly till: string;
  /** Served by the gateway. */
  readonly backOffice: string;
}

export interface HouseTenant {
  readonly plan: TenantPlan;
  readonly id: string;
  readonly storeId: string;
  readonly terminalIds: Readonly<Record<string, string>>;
  /** The administrator at the gateway, past the network's cut. */
  readonly api: GatewayClient;
  readonly tills: readonly TillProcess[];
  till(code: string): TillProcess;
  printer(code: string): VirtualPrinter;
  /** A screen of a till, signed in by the PIN of a person of the plan. */
  signedIn(code: string, username: string): Promise<TillClient>;
}

/**
 * The whole house in real processes, seeded: cloud, tills, printers, and the line between. What `npm start` shows, and the
 * fixture under smoke, replay, bench and the tests. Disposing it ends everything it started, newest first.
 */
export class House implements AsyncDisposable {
  readonly cloud: CloudProcess;
  /** PostgreSQL beside the cloud; null when it is the cloud's own child. */
  readonly postgres: PostgresProcess | null;
  readonly dir: string;
  readonly #stack = new AsyncDisposableStack();
  readonly #options: HouseOptions;
  readonly #tenants = new Map<string, HouseTenant>();
  readonly #network: Network | null;
  #tillsSoFar = 0;
  #isFailed = false;

  static async open(options: HouseOptions): Promise<House> {
    const house = new House(options);
    try {
      await house.#start();
      return house;
    } catch (error) {
      house.#isFailed = true;
      options.say?.(`did not start; the logs are in ${join(options.dir, 'logs')}`);
      await house[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(options: HouseOptions) {
    this.#options = options;
    this.dir = options.dir;
    mkdirSync(options.dir, { recursive: true });
    this.#stack.defer(() => {
      if (options.isTemporary === true && !this.#isFailed)
        rmSync(options.dir, { recursive: true, force: true });
    });
    // Before what speaks over it, so that it ends behind that.
    const { hasNetwork, networkSeed = 1 } = options;
    this.#network = hasNetwork ? this.#stack.use(new Network({ seed: networkSeed })) : null;
    // What goes with the house need not outlive a power cut; a killed process loses nothing either way.
    const durability = options.isTemporary === true ? 'throwaway' : 'full';
    this.postgres =
      options.hasDatabaseLine === true
        ? new PostgresProcess({
            dataDir: join(options.dir, 'postgres'),
            logFile: this.logFile('postgres'),
            durability,
          })
        : null;
    if (this.postgres !== null) this.#stack.use(this.postgres);
    this.cloud = new CloudProcess({
      dataDir: join(options.dir, 'cloud'),
      logFile: this.logFile('cloud'),
      port: options.ports.gateway,
      durability,
      ...(this.postgres === null ? {} : { databaseUrl: () => this.#databaseUrl() }),
      ...(options.screens === undefined ? {} : { backOfficeDir: options.screens.backOffice }),
    });
    this.#stack.use(this.cloud);
  }

  /** Its lines: till to cloud, till to till, cloud to database. */
  get network(): Network {
    if (this.#network === null) throw new Fault('house/no-network', 'this house has no line to cut');
    return this.#network;
  }

  tenant(slug: string): HouseTenant {
    const tenant = this.#tenants.get(slug);
    if (tenant === undefined) throw new Fault('house/unknown-tenant', `no tenant ${slug} in this house`);
    return tenant;
  }

  get tenants(): readonly HouseTenant[] {
    return [...this.#tenants.values()];
  }

  /** What a process of the house says on stderr. */
  logFile(name: string): string {
    return join(this.dir, 'logs', `${name}.log`);
  }

  /** A temporary house leaves its folder behind, because its logs say why; answers where. */
  leaveFolder(): string {
    this.#isFailed = true;
    return this.dir;
  }

  /** Takes care of something else when the house ends, before its own. */
  use<T extends AsyncDisposable | Disposable>(resource: T): T {
    return this.#stack.use(resource);
  }

  /** Adds a tenant to a running house: made, seeded, and its tills started, ready to sell. */
  async add(options: TenantOptions): Promise<HouseTenant> {
    const { plan } = options;
    const api = new GatewayClient(() => this.cloud.url, {
      tenant: plan.slug,
      username: plan.admin.username,
      password: plan.admin.password,
    });
    const printers = await this.#startPrinters(options);
    const id = await this.cloud.createTenant({ slug: plan.slug, name: plan.name, admin: plan.admin });
    const addresses = [...printers].map(([code, { port }]) => [code, { host: '127.0.0.1', port }] as const);
    const seeded = await seedTenant(api, plan, Object.fromEntries(addresses));
    this.#say(`${plan.name} is seeded`);
    const tills = await this.#startTills(options, { api, ...seeded });
    const tenant = tenantOf({ plan, id, api, tills, printers, ...seeded });
    this.#tenants.set(plan.slug, tenant);
    return tenant;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }

  async #start(): Promise<void> {
    if (this.postgres !== null) {
      const { port } = await this.postgres.start();
      await this.network.add('cloud>postgres', () => port);
    }
    await this.cloud.start();
    this.#say('the cloud is up');
    for (const tenant of this.#options.tenants) await this.add(tenant);
  }

  async #startPrinters({
    plan,
    tills,
    hasPrinters,
  }: TenantOptions): Promise<ReadonlyMap<string, VirtualPrinter>> {
    const printers = new Map<string, VirtualPrinter>();
    if (!hasPrinters) return printers;
    for (const [nth, code] of tills.entries()) {
      const onPaper = (paper: Paper): void => this.#options.onPaper?.(`${plan.slug}/${code}`, paper);
      const port = this.#options.ports.printer(this.#tillsSoFar + nth);
      printers.set(code, this.#stack.use(await startVirtualPrinter({ port, onPaper })));
    }
    return printers;
  }

  async #startTills(
    { plan, tills }: TenantOptions,
    {
      api,
      storeId,
      terminalIds,
    }: { api: GatewayClient; storeId: string; terminalIds: Readonly<Record<string, string>> },
  ): Promise<readonly TillProcess[]> {
    const started: TillProcess[] = [];
    for (const code of tills) {
      const nth = this.#tillsSoFar;
      this.#tillsSoFar += 1;
      const name = `${plan.slug}-${code}`;
      const till = new TillProcess({
        name,
        dataDir: join(this.dir, 'tills', name),
        logFile: this.logFile(name),
        gatewayUrl: await this.#gatewayOf(`${plan.slug}/${code}`),
        ipcPort: this.#options.ports.ipc(nth),
        peerPort: this.#options.ports.peer(nth),
        origins: this.#options.origins ?? [],
        ...(this.#options.screens === undefined ? {} : { screensDir: this.#options.screens.till }),
        // One link serves both directions: each till reaches for those started before it.
        peers: await this.#peersOf(plan.slug, code, started),
        enrolmentCode: async () => {
          const params = { terminalId: terminalIds[code] ?? '' };
          return (await api.call('createEnrolmentCode', { params, body: { storeId } })).code;
        },
      });
      this.#stack.use(till);
      await till.start();
      started.push(till);
    }
    await Promise.all(started.map(untilReadyToSell));
    if (tills.length > 0) this.#say(`${plan.name}: ${tills.join(', ')} ready to sell`);
    return started;
  }

  /** Where a till finds the cloud: through a line of its own, where there are lines. */
  async #gatewayOf(till: string): Promise<string> {
    if (this.#network === null) return this.cloud.url;
    const { port } = await this.#network.add(`${till}>cloud`, () => this.cloud.port);
    return `http://127.0.0.1:${port}`;
  }

  async #peersOf(slug: string, code: string, started: readonly TillProcess[]): Promise<readonly string[]> {
    const urls: string[] = [];
    for (const peer of started) {
      if (this.#network === null) {
        urls.push(peer.peerUrl);
        continue;
      }
      const name = `${slug}/${code}>${peer.name.slice(slug.length + 1)}`;
      const { port } = await this.#network.add(name, () => Number(new URL(peer.peerUrl).port));
      urls.push(`ws://127.0.0.1:${port}`);
    }
    return urls;
  }

  /** PostgreSQL as the cloud sees it: through its line. */
  #databaseUrl(): string {
    const url = new URL(this.postgres!.adminUrl);
    url.port = String(this.network.line('cloud>postgres').port);
    return url.href;
  }

  #say(step: string): void {
    this.#options.say?.(step);
  }
}

/** A seeded house on free ports in a temporary folder that goes with it, with a line that can be cut. */
export async function temporaryHouse(
  tenants: readonly TenantOptions[],
  say?: (step: string) => void,
): Promise<House> {
  const options = { ports: FREE_PORTS, hasNetwork: true, tenants };
  return await openTemporaryHouse(say === undefined ? options : { ...options, say });
}

/** A house as told, in a temporary folder that goes with it. */
export async function openTemporaryHouse(options: Omit<HouseOptions, 'dir' | 'isTemporary'>): Promise<House> {
  const dir = mkdtempSync(join(tmpdir(), 'beaveros-house-'));
  // mkdtemp makes 0700; under root PostgreSQL runs as another user, who must pass. What is secret has modes of its own.
  chmodSync(dir, 0o755);
  return await House.open({ ...options, dir, isTemporary: true });
}

/** A few thousand rows over long-polls on a busy machine. */
const ROWS_TIMEOUT_MS = 60_000;

async function untilReadyToSell(till: TillProcess): Promise<void> {
  await using screen = till.client();
  await screen.untilReady(ROWS_TIMEOUT_MS);
}

function tenantOf(
  parts: Omit<HouseTenant, 'till' | 'printer' | 'signedIn'> & {
    readonly printers: ReadonlyMap<string, VirtualPrinter>;
  },
): HouseTenant {
  const { plan, tills, printers } = parts;
  const till = (code: string): TillProcess => {
    const found = tills.find(({ name }) => name === `${plan.slug}-${code}`);
    if (found === undefined) throw new Fault('house/unknown-till', `no till ${code} runs for ${plan.slug}`);
    return found;
  };
  return {
    ...parts,
    till,
    printer: (code) => {
      const found = printers.get(code);
      if (found === undefined)
        throw new Fault('house/unknown-printer', `till ${code} of ${plan.slug} has no printer`);
      return found;
    },
    signedIn: async (code, username) => {
      const person = plan.people.find((each) => each.username === username);
      if (person === undefined)
        throw new Fault('house/unknown-person', `no ${username} works at ${plan.slug}`);
      const client = till(code).client();
      await client.signIn(`${person.firstName} ${person.lastName}`, person.pin);
      return client;
    },
  };
}
