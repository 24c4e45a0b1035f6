import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import {
  generateSigningKey,
  type Identity,
  issueAccessToken,
  type Listening,
  listen,
  openDatabase,
  type PublicKey,
  type SigningKey,
} from '@beaveros/service-kit';
import { createTestDatabase, type TestDatabase } from '@beaveros/service-kit/testing';
import { type Id, id } from '@beaveros/kit';
import pg from 'pg';
import {
  createReplication,
  REPLICATION_MIGRATIONS,
  REPLICATION_SHARED_TABLES,
  type Replication,
} from './index.ts';
import type { JournalDependencies } from './journal/store-batch.ts';
import { TenantKeys } from './keys/tenant-keys.ts';
import { CLOCK, newId, RANDOM, type TestIdentity, TestKey, TestTill } from './_test-till.ts';

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly error?: { readonly code: string; readonly field?: string };
  };
}

export const SEAL_KEY = Buffer.alloc(32, 7);

/**
 * Replication on a database of its own, behind a real HTTP server; several processes of it when asked. Disposing of the
 * first one drops the database.
 */
export class TestCloud implements AsyncDisposable {
  readonly database: TestDatabase;
  /** The same journal without its server, for what a test asks of one function. */
  readonly journal: JournalDependencies;
  readonly replication: Replication;
  readonly listening: Listening;
  readonly signingKey: SigningKey & PublicKey;
  readonly owner: pg.Client;
  /** Everything logged, as text. */
  readonly logged: string[];
  readonly #ownsDatabase: boolean;

  private constructor(
    parts: Pick<
      TestCloud,
      'database' | 'journal' | 'replication' | 'listening' | 'signingKey' | 'owner' | 'logged'
    >,
    { ownsDatabase }: { readonly ownsDatabase: boolean },
  ) {
    this.database = parts.database;
    this.journal = parts.journal;
    this.#ownsDatabase = ownsDatabase;
    this.replication = parts.replication;
    this.listening = parts.listening;
    this.signingKey = parts.signingKey;
    this.owner = parts.owner;
    this.logged = parts.logged;
  }

  static async start(postgresUrl: string, beside?: TestCloud): Promise<TestCloud> {
    const database =
      beside?.database ??
      (await createTestDatabase({
        postgresUrl,
        service: 'replication',
        migrationsDir: REPLICATION_MIGRATIONS,
        allow: REPLICATION_SHARED_TABLES,
      }));
    const signingKey = beside?.signingKey ?? (await generateSigningKey('k1'));
    const logged: string[] = [];
    const replication = createReplication({
      urls: database.urls,
      signingKey,
      publicKeys: () => [signingKey],
      sealKey: SEAL_KEY,
      clock: CLOCK,
      random: RANDOM,
      newId,
      newRequestId: randomUUID,
      log: logTo(logged),
    });
    await replication.start();
    const listening = await listen(replication.app, { port: 0, hostname: '127.0.0.1' });
    (listening.server as Server).on('upgrade', (...upgrade) => replication.handleUpgrade(...upgrade));
    const owner = new pg.Client(database.urls.owner);
    await owner.connect();
    const journalDatabase = openDatabase(database.urls);
    const journal = { database: journalDatabase, keys: new TenantKeys(journalDatabase, SEAL_KEY) };
    const parts = { database, journal, replication, listening, signingKey, owner, logged };
    return new TestCloud(parts, { ownsDatabase: beside === undefined });
  }

  get exchangeUrl(): string {
    return `${this.listening.url.replace('http', 'ws')}/v1/exchange`;
  }

  async post(path: string, body: unknown, token?: string): Promise<Answered> {
    const response = await fetch(`${this.listening.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answered['body'] };
  }

  async get(path: string, token: string): Promise<Answered> {
    const response = await fetch(`${this.listening.url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, body: (await response.json()) as Answered['body'] };
  }

  async userToken(tenant: string, more: Partial<Extract<Identity, { kind: 'user' }>> = {}): Promise<string> {
    const identity: Identity = {
      kind: 'user',
      tenantId: id(tenant),
      userId: id(newId()),
      storeIds: 'all',
      permissions: ['can_manage_devices'],
      ...more,
    };
    return await issueAccessToken(this.signingKey, identity, CLOCK.now(), 600_000);
  }

  async enrol(
    tenant: string,
    store: string,
    terminal: string = newId(),
    key = new TestKey(),
  ): Promise<{ till: TestTill; code: string }> {
    const token = await this.userToken(tenant);
    const { body } = await this.post(`/v1/terminals/${terminal}/enrolment-codes`, { storeId: store }, token);
    const code = body['code'] as string;
    const enrolled = await this.post('/v1/enrolments', { code, publicKey: key.publicKey });
    if (enrolled.status !== 200) throw new Error(JSON.stringify(enrolled));
    return { till: new TestTill(enrolled.body as unknown as TestIdentity, key), code };
  }

  async askToken(till: TestTill, change: Readonly<Record<string, unknown>> = {}): Promise<Answered> {
    const issuedAt = CLOCK.now();
    const signature = till.key.sign(
      Buffer.from(`beaveros-token/1\n${till.identity.terminalId}\n${issuedAt}`),
    );
    return await this.post('/v1/terminal-tokens', {
      certificate: till.identity.certificate,
      issuedAt,
      signature,
      ...change,
    });
  }

  async tokenOf(till: TestTill): Promise<string> {
    const { body } = await this.askToken(till);
    return body['accessToken'] as string;
  }

  /** A tenant with its key. */
  async tenant(): Promise<Id> {
    const tenant: Id = newId();
    await this.replication.createTenant(tenant);
    return tenant;
  }

  /** The texts of a chain as Postgres has them. */
  async stored(chain: string): Promise<readonly string[]> {
    const { rows } = await this.owner.query<{ bytes: Buffer }>(
      'select bytes from entries where chain = $1 order by seq',
      [Buffer.from(chain, 'hex')],
    );
    return rows.map(({ bytes }) => bytes.toString('utf8'));
  }

  async count(table: string): Promise<number> {
    const { rows } = await this.owner.query<{ n: number }>(`select count(*)::int as n from ${table}`);
    return rows[0]!.n;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.replication.stop();
    await this.listening.close();
    await this.owner.end();
    await this.journal.database.close();
    if (this.#ownsDatabase) await this.database.dispose();
  }
}

function logTo(lines: string[]): never {
  const write =
    (level: string) =>
    (...said: unknown[]) => {
      lines.push(
        JSON.stringify([level, ...said], (_key, value: unknown) =>
          value instanceof Error ? String(value.stack) : value,
        ),
      );
    };
  const log: object = {
    child: () => log,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    debug: () => {},
    trace: () => {},
  };
  return log as never;
}
