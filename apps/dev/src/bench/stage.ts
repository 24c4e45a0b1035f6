import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@beaveros/host/postgres';
import { readIdentity, writeIdentity } from '@beaveros/terminal-core';
import * as z from 'zod';
import { Child } from '../house/child.ts';
import { GatewayClient } from '../house/gateway-client.ts';
import { RESTAURANT } from '../seed/restaurant.ts';
import { seedTenant } from '../seed/seed-tenant.ts';
import { buildScreens, SCREEN_FOLDERS } from '../tooling/build-screens.ts';
import { chromiumPath } from '../tooling/chromium.ts';
import { backOffice, enrolledTill } from './bench-till.ts';
import type { Bundles } from './bundle.ts';
import { shop } from './catalogue.ts';
import { CoreProcess } from './core-process.ts';
import type { Need, Stage } from './row.ts';
import { runEntry } from './run-entry.ts';

const CLOUD_READY_MS = 120_000;
/** 100,000 items over one shape on a busy machine. */
const FIRST_SYNC_MS = 180_000;
/** 120,000 commands. */
const SALES_MS = 300_000;
/** Nobody listens there: a till that sells without the cloud, so that nothing but the sale is measured. */
const NOWHERE = 'http://127.0.0.1:9';

const zCloudReady = z.object({ url: z.url() });
const zTenant = z.object({ tenant: z.string() });

/** What rows need, each made once, when the first row asks for it. Disposing it ends the processes and removes the folder. */
export class Grounds implements AsyncDisposable {
  readonly work: string;
  readonly #bundles: Bundles;
  readonly #say: (step: string) => void;
  readonly #stack = new AsyncDisposableStack();
  #postgresUrl: string | null = null;
  #cloud: NonNullable<Stage['cloud']> | null = null;
  #till: string | null = null;
  #soldTill: string | null = null;
  #twoTills: [string, string] | null = null;
  #chromium: string | null = null;
  #cloudChild: Child | null = null;

  constructor(bundles: Bundles, say: (step: string) => void) {
    this.#bundles = bundles;
    this.#say = say;
    // /tmp may be memory, where a sync costs nothing.
    this.work = mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), 'beaveros-bench-'));
    // mkdtemp makes 0700; under root PostgreSQL runs as another user, who must pass.
    chmodSync(this.work, 0o755);
    this.#stack.defer(() => rmSync(this.work, { recursive: true, force: true }));
  }

  get postgresUrl(): string | null {
    return this.#postgresUrl;
  }

  /** Everything that a row needs, made when it is not there. */
  async stage(needs: readonly Need[]): Promise<Stage> {
    for (const need of needs) await this.#make(need);
    return {
      work: this.work,
      bundles: this.#bundles,
      till: this.#till,
      soldTill: this.#soldTill,
      twoTills: this.#twoTills,
      screens: this.#chromium === null ? null : SCREEN_FOLDERS.till,
      chromium: this.#chromium,
      postgresUrl: this.#postgresUrl,
      cloud: this.#cloud,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }

  async #make(need: Need): Promise<void> {
    switch (need) {
      case 'postgres':
        return await this.#startPostgres();
      case 'cloud':
        return await this.#startCloud();
      case 'till':
        return await this.#makeTill();
      case 'sold-till':
        return await this.#makeSoldTill();
      case 'two-tills':
        return await this.#makeTwoTills();
      case 'screens':
        return await this.#buildScreens();
    }
  }

  async #startPostgres(): Promise<void> {
    if (this.#postgresUrl !== null) return;
    const postgres = await startPostgres({ dir: join(this.work, 'postgres'), durability: 'full' });
    this.#stack.use(postgres);
    this.#postgresUrl = postgres.url;
    this.#say('PostgreSQL is up');
  }

  async #startCloud(): Promise<void> {
    if (this.#cloud !== null) return;
    await this.#startPostgres();
    const child = await Child.start({
      name: 'the cloud',
      entry: this.#bundles.cloud,
      logFile: join(this.work, 'logs', 'cloud.log'),
      readyTimeoutMs: CLOUD_READY_MS,
      env: {
        BEAVER_DATA_DIR: join(this.work, 'cloud'),
        BEAVER_PORT: '0',
        BEAVER_DURABILITY: 'full',
        DATABASE_URL: this.#postgresUrl!,
        LOG_LEVEL: 'warn',
      },
    });
    this.#stack.use(child);
    this.#cloudChild = child;
    const { url } = zCloudReady.parse(child.ready);
    this.#say('the cloud is up');
    const plan = shop();
    const { slug, name, admin } = plan;
    const { tenant } = zTenant.parse(await child.ask({ want: 'tenant', draft: { slug, name, admin } }));
    const { storeId, terminalIds } = await seedTenant(backOffice({ url }), plan, {});
    this.#cloud = { url, pid: child.pid, tenant, storeId, terminalId: terminalIds['T1']! };
    this.#say(`${plan.items.length} items are in the catalogue`);
  }

  /** A till as a shop has it, after its first sync, then without a cloud. */
  async #makeTill(): Promise<void> {
    if (this.#till !== null) return;
    await this.#startCloud();
    const dir = await enrolledTill({ work: this.work, cloud: this.#cloud }, 'till');
    const path = join(dir, 'identity.json');
    await using core = await CoreProcess.start({
      bundle: this.#bundles.core,
      dataDir: dir,
      logFile: join(this.work, 'logs', 'till.log'),
    });
    await core.screen.untilReady(FIRST_SYNC_MS);
    await core.stop();
    writeIdentity(path, { ...readIdentity(path)!, gatewayUrl: NOWHERE });
    this.#till = dir;
    this.#say('a till has its rows');
  }

  async #makeSoldTill(): Promise<void> {
    if (this.#soldTill !== null) return;
    await this.#makeTill();
    const dir = join(this.work, 'sold-till');
    await runEntry(this.#bundles['sold-till'], { from: this.#till!, to: dir }, SALES_MS);
    this.#soldTill = dir;
    this.#say('a till has sold for months');
  }

  /** A restaurant beside the shop, whose two tills share tables and kitchen. */
  async #makeTwoTills(): Promise<void> {
    if (this.#twoTills !== null) return;
    await this.#startCloud();
    const { url } = this.#cloud!;
    const { slug, name, admin } = RESTAURANT;
    await this.#cloudChild!.ask({ want: 'tenant', draft: { slug, name, admin } });
    const account = { tenant: slug, username: admin.username, password: admin.password };
    const api = new GatewayClient(() => url, account);
    const { storeId, terminalIds } = await seedTenant(api, RESTAURANT, {});
    const enrolled = async (code: string): Promise<string> => {
      const terminalId = terminalIds[code]!;
      return await enrolledTill(
        { work: this.work, cloud: { url, storeId, terminalId } },
        `castor-${code}`,
        api,
      );
    };
    this.#twoTills = [await enrolled('T1'), await enrolled('T2')];
    this.#say('a restaurant has two tills');
  }

  async #buildScreens(): Promise<void> {
    if (this.#chromium !== null) return;
    this.#chromium = chromiumPath(this.#say);
    await buildScreens({ say: this.#say, only: ['till', 'kitchen'] });
  }
}

/** A copy of a till's folder for one row, whose sales stay out of the others'. */
export function copyTill(from: string, to: string): string {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  return to;
}
