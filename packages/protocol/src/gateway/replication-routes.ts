import { zCount, zHash, zId, zInstant, zPublicKey, zSeq, zSignature } from '@beaveros/domain/scalars';
import * as z from 'zod';
import { zCertificate, zEntries, zHead, zHeads } from '../exchange/index.ts';
import { defineRoute, page, pageQuery } from './route.ts';

/** The exchange's WebSocket at the gateway. The Upgrade request carries a terminal's bearer token. */
export const EXCHANGE_PATH = '/v1/exchange';

/** 12 characters of Crockford's Base32 in groups, as a person reads them: `K7QP-3M2X-9RTD`. */
const zEnrolmentCode = z.string().min(12).max(20);

const service = 'replication';
const devices = { service, identity: 'user', permission: 'can_manage_devices' } as const;

const createEnrolmentCode = defineRoute({
  ...devices,
  name: 'createEnrolmentCode',
  method: 'POST',
  path: '/v1/terminals/{terminalId}/enrolment-codes',
  body: z.strictObject({ storeId: zId<'Store'>() }),
  response: z.strictObject({ code: zEnrolmentCode, expiresAt: zInstant }),
  errors: ['tenant/not-found'],
  description: 'A code that enrols this terminal once within 15 minutes. It is shown here and never again.',
});

const enrolTerminal = defineRoute({
  service,
  identity: 'public',
  name: 'enrolTerminal',
  method: 'POST',
  path: '/v1/enrolments',
  body: z.strictObject({ code: zEnrolmentCode, publicKey: zPublicKey }),
  response: z.strictObject({
    certificate: zCertificate,
    tenantPublicKey: zPublicKey,
    tenantId: zId<'Tenant'>(),
    storeId: zId<'Store'>(),
    terminalId: zId<'Terminal'>(),
    epoch: zCount,
    /** The highest series of receipt numbers of any earlier chain of the terminal; 0: none. Since version 3. */
    seriesUsed: z.int().min(0).default(0),
  }),
  errors: ['enrolment/wrong-credentials'],
  description:
    'Trades a code for a certificate. An earlier enrolment of the terminal is replaced. The same code and key again give the same answer.',
});

const issueTerminalToken = defineRoute({
  service,
  identity: 'public',
  name: 'issueTerminalToken',
  method: 'POST',
  path: '/v1/terminal-tokens',
  /** `signature`: the terminal's key over `beaveros-token/1\n<terminal>\n<issuedAt>`. */
  body: z.strictObject({ certificate: zCertificate, issuedAt: zInstant, signature: zSignature }),
  response: z.strictObject({ accessToken: z.string(), expiresAt: zInstant }),
  errors: ['terminal/wrong-credentials', 'terminal/wrong-clock', 'terminal/replaced', 'terminal/revoked'],
  description:
    'An access token of 10 minutes for a terminal that proves its key within five minutes of our clock.',
});

const revokeTerminal = defineRoute({
  ...devices,
  name: 'revokeTerminal',
  method: 'POST',
  path: '/v1/terminals/{terminalId}/revocations',
  /** Since version 3 with a reason; of a stolen terminal what it writes from now on goes to suspense. */
  body: z.strictObject({ reason: z.enum(['dead', 'stolen']).default('dead') }),
  response: z.strictObject({ revokedAt: zInstant }),
  errors: ['terminal/not-found', 'store/not-yours'],
  description:
    'Refuses the terminal’s connections from now on. Its entries still count when another till brings them; those of a stolen one beyond what the cloud holds wait in suspense.',
});

const releaseSuspense = defineRoute({
  ...devices,
  name: 'releaseSuspense',
  method: 'POST',
  path: '/v1/chains/{chain}/releases',
  /** Everything of the chain up to this entry. */
  body: z.strictObject({ seq: zSeq }),
  response: z.strictObject({ chain: zHash, releasedTo: zSeq }),
  errors: ['chain/not-found', 'store/not-yours'],
  description: 'A manager has looked: entries of the chain in suspense count, up to this one.',
});

const uploadDisk = defineRoute({
  ...devices,
  name: 'uploadDisk',
  method: 'POST',
  path: '/v1/uploads',
  /** A batch of a terminal's chain as the exchange carries it; a head without a signature is vouched for by this call. */
  body: z.strictObject({ batch: zEntries.omit({ m: true }) }),
  response: z.strictObject({
    answer: zHeads.shape.answer.unwrap(),
    /** How far the cloud has the chain now; null: it does not know it. */
    head: zHead.nullable(),
  }),
  errors: ['store/not-yours', 'terminal/not-revoked', 'exchange/bad-entry'],
  description:
    'Entries from the disk of a dead till, brought by a person. Only of a revoked or replaced terminal may they end at a head it did not sign.',
});

const eraseSides = defineRoute({
  ...devices,
  name: 'eraseSides',
  method: 'POST',
  path: '/v1/erasures',
  body: z.strictObject({ sides: z.array(zId<'Side'>()).min(1).max(500) }),
  /** How many stores' tills are told. */
  response: z.strictObject({ stores: z.int().min(0) }),
  errors: ['tenant/not-found', 'store/not-yours'],
  description:
    'Deletes personal data, in the cloud now and on every till as soon as it hears of it. For callers of all stores.',
});

const zChainView = z.strictObject({
  chain: zHash,
  kind: z.enum(['terminal', 'store', 'tenant']),
  storeId: zId<'Store'>().nullable(),
  terminalId: zId<'Terminal'>().nullable(),
  epoch: zCount,
  seq: z.int().nonnegative(),
  hash: zHash,
  openedAt: zInstant,
  updatedAt: zInstant,
});

const listChains = defineRoute({
  ...devices,
  name: 'listChains',
  method: 'GET',
  path: '/v1/chains',
  query: pageQuery.extend({ storeId: zId<'Store'>().optional() }),
  response: page(zChainView),
  errors: [],
  description: 'The chains of the stores that the token names, and how far the cloud has each.',
});

const zBesideView = z.strictObject({
  chain: zHash,
  storeId: zId<'Store'>(),
  terminalId: zId<'Terminal'>().nullable(),
  epoch: zCount,
  firstSeq: zSeq,
  lastSeq: zSeq,
  entries: z.int().positive(),
  latestAt: zInstant,
});

const listForks = defineRoute({
  ...devices,
  name: 'listForks',
  method: 'GET',
  path: '/v1/forks',
  query: pageQuery.extend({ storeId: zId<'Store'>().optional() }),
  response: page(zBesideView),
  errors: [],
  description:
    'Chains of which another branch is kept beside the one that counts: a disk was restored or cloned.',
});

const listSuspense = defineRoute({
  ...devices,
  name: 'listSuspense',
  method: 'GET',
  path: '/v1/suspense',
  query: pageQuery.extend({ storeId: zId<'Store'>().optional() }),
  response: page(zBesideView.extend({ reasons: z.array(z.string().max(80)).max(10) })),
  errors: [],
  description: 'Chains with entries that nobody counts until a person has looked, and why.',
});

const readChain = defineRoute({
  service,
  identity: 'terminal',
  name: 'readChain',
  method: 'GET',
  path: '/v1/chains/{chain}/entries',
  query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
  /** A run of the chain that ends at a signed head; null: nothing beyond `after`, or no chain of this terminal's store. */
  response: z.strictObject({ batch: zEntries.omit({ m: true }).nullable() }),
  errors: [],
  description: 'What the cloud has of a chain, for a till that puts its damaged journal together again.',
});

export const replicationRoutes = [
  createEnrolmentCode,
  enrolTerminal,
  issueTerminalToken,
  revokeTerminal,
  releaseSuspense,
  uploadDisk,
  eraseSides,
  listChains,
  listForks,
  listSuspense,
  readChain,
] as const;
