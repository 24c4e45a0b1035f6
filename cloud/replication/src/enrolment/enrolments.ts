import { type Id, instant, type Instant, ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import type { Certificate } from '@beaveros/protocol/exchange';
import { type Database, transientRetry, type Transaction } from '@beaveros/service-kit';
import type { WriterDependencies } from '../journal/back-office.ts';
import { certify } from '../keys/tenant-keys.ts';
import { sayRevoked } from '../supervision/revoke-terminal.ts';
import { hashEnrolmentCode, mintEnrolmentCode } from './enrolment-code.ts';
import { announceFence } from './fence.ts';

/** Long enough to walk to the till. */
const CODE_TTL_MS = 15 * 60_000;

export interface EnrolmentDependencies extends WriterDependencies {
  readonly database: Database;
}

export interface Enrolled {
  readonly certificate: Certificate;
  readonly tenantPublicKey: string;
  readonly tenantId: Id<'Tenant'>;
  readonly storeId: Id<'Store'>;
  readonly terminalId: Id<'Terminal'>;
  readonly epoch: number;
  /** The highest series of receipt numbers that any chain of the terminal had; 0: none. The new chain begins above it. */
  readonly seriesUsed: number;
}

export interface CodeRequest {
  readonly tenant: string;
  readonly store: string;
  readonly terminal: string;
  readonly user: string;
}

/** A code for one enrolment. Only its hash is kept. Refuses with `tenant/not-found` when the tenant has no key. */
export async function createEnrolmentCode(
  { database, keys, clock, random }: EnrolmentDependencies,
  { tenant, store, terminal, user }: CodeRequest,
): Promise<Result<{ readonly code: string; readonly expiresAt: Instant }, Refusal>> {
  const code = mintEnrolmentCode(random);
  const hash = hashEnrolmentCode(code);
  const now = clock.now();
  const expiresAt = instant(now + CODE_TTL_MS);
  return await database.withTenant(tenant as Id<'tenant'>, async (tx) => {
    if ((await keys.of(tx, tenant)) === null) return refuse({ code: 'tenant/not-found' });
    await tx.execute('delete from enrolment_code_tenants where expires_at < $1', [new Date(now)]);
    await tx.execute(
      `insert into enrolment_codes (tenant_id, code_hash, store_id, terminal_id, created_by, expires_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [tenant, hash, store, terminal, user, new Date(expiresAt)],
    );
    await tx.execute(
      'insert into enrolment_code_tenants (code_hash, tenant_id, expires_at) values ($1, $2, $3)',
      [hash, tenant, new Date(expiresAt)],
    );
    return ok({ code, expiresAt });
  });
}

interface CodeRow {
  readonly store_id: Id<'Store'>;
  readonly terminal_id: Id<'Terminal'>;
  readonly created_by: string;
  readonly expires_at: Date;
  readonly used_epoch: number | null;
}

/**
 * Trades a code for a certificate of the terminal's next epoch; the one before is replaced with that. A code works
 * once; the same code with the same key again (an answer that was lost) gives the same certificate until it expires.
 */
export async function enrol(
  dependencies: EnrolmentDependencies,
  { code, publicKey }: { readonly code: string; readonly publicKey: string },
): Promise<Result<Enrolled, Refusal>> {
  const { database, keys, clock } = dependencies;
  const hash = hashEnrolmentCode(code);
  const wrong = refuse({ code: 'enrolment/wrong-credentials' });
  const [known] = await database.withoutTenant((tx) =>
    tx.query<{ tenant_id: Id<'Tenant'> }>(
      'select tenant_id from enrolment_code_tenants where code_hash = $1',
      [hash],
    ),
  );
  if (known === undefined) return wrong;
  const tenant = known.tenant_id;
  return await transientRetry(() =>
    database.withTenant(tenant as string as Id<'tenant'>, async (tx) => {
      const [row] = await tx.query<CodeRow>(
        `select store_id, terminal_id, created_by, expires_at, used_epoch from enrolment_codes
         where tenant_id = $1 and code_hash = $2 for update`,
        [tenant, hash],
      );
      const now = clock.now();
      if (row === undefined || row.expires_at.getTime() < now) return wrong;
      if (row.used_epoch !== null) return await again(tx, tenant, row, publicKey);
      const before = await newestBefore(tx, tenant, row.terminal_id);
      const epoch = (before?.epoch ?? 0) + 1;
      const key = (await keys.of(tx, tenant))!;
      const { store_id: store, terminal_id: terminal } = row;
      const certificate = certify(key, { tenant, store, terminal, epoch, publicKey, issuedAt: now });
      await tx.execute(
        `insert into terminals_enrolled (tenant_id, terminal_id, epoch, store_id, public_key, certificate, enrolled_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [tenant, terminal, epoch, store, Buffer.from(publicKey, 'base64'), certificate, new Date(now)],
      );
      await tx.execute(
        'update enrolment_codes set used_at = $3, used_epoch = $4 where tenant_id = $1 and code_hash = $2',
        [tenant, hash, new Date(now), epoch],
      );
      if (before !== null && !before.isRevoked) {
        // Its peers must not take it for the new one. What it still sold is true: no fence.
        const said = { tenant, store: before.store, actor: row.created_by, terminal, epoch: before.epoch };
        await sayRevoked(tx, dependencies, { ...said, reason: 'replaced', fences: null });
      }
      await announceFence(tx, tenant, terminal);
      const seriesUsed = await seriesOf(tx, tenant, terminal);
      const tenantPublicKey = key.publicKey.toString('base64');
      return ok(enrolledOf(tenant, row, { epoch, certificate, tenantPublicKey, seriesUsed }));
    }),
  );

  async function again(
    tx: Transaction,
    tenant: Id<'Tenant'>,
    row: CodeRow,
    key: string,
  ): Promise<Result<Enrolled, Refusal>> {
    const [enrolled] = await tx.query<{ certificate: Certificate }>(
      'select certificate from terminals_enrolled where tenant_id = $1 and terminal_id = $2 and epoch = $3 and public_key = $4',
      [tenant, row.terminal_id, row.used_epoch, Buffer.from(key, 'base64')],
    );
    if (enrolled === undefined) return wrong;
    const tenantPublicKey = (await keys.of(tx, tenant))!.publicKey.toString('base64');
    const seriesUsed = await seriesOf(tx, tenant, row.terminal_id);
    const { certificate } = enrolled;
    return ok(enrolledOf(tenant, row, { epoch: row.used_epoch!, certificate, tenantPublicKey, seriesUsed }));
  }
}

function enrolledOf(
  tenantId: Id<'Tenant'>,
  { store_id: storeId, terminal_id: terminalId }: CodeRow,
  more: Pick<Enrolled, 'epoch' | 'certificate' | 'tenantPublicKey' | 'seriesUsed'>,
): Enrolled {
  return { tenantId, storeId, terminalId, ...more };
}

interface Before {
  readonly epoch: number;
  readonly store: string;
  readonly isRevoked: boolean;
}

async function newestBefore(tx: Transaction, tenant: string, terminal: string): Promise<Before | null> {
  // Two codes of one terminal at once: the second waits here, or its epoch would be taken.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`enrol/${tenant}/${terminal}`]);
  const [row] = await tx.query<{ epoch: number; store_id: string; revoked_at: Date | null }>(
    `select epoch, store_id, revoked_at from terminals_enrolled where tenant_id = $1 and terminal_id = $2
     order by epoch desc limit 1`,
    [tenant, terminal],
  );
  if (row === undefined) return null;
  return { epoch: row.epoch, store: row.store_id, isRevoked: row.revoked_at !== null };
}

/** Receipt numbers are (terminal, series, counter): also chains that a till never sees count, of another store. */
async function seriesOf(tx: Transaction, tenant: string, terminal: string): Promise<number> {
  const [row] = await tx.query<{ series: number }>(
    'select coalesce(max(series), 0)::int as series from chains where tenant_id = $1 and terminal_id = $2',
    [tenant, terminal],
  );
  return row!.series;
}
