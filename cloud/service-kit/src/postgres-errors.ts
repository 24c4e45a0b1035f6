import { Defect, Fault, isFault } from '@beaveros/kit';

/**
 * The one place where PostgreSQL's SQLSTATEs (manual, appendix A) become our fault codes. Neither the server's DETAIL nor
 * the original error is kept: they quote values of rows, which no log may hold.
 */
const FAULT_BY_STATE: Readonly<Record<string, { readonly code: string; readonly retryable?: true }>> = {
  '22001': { code: 'database/bad-value' },
  '22003': { code: 'database/bad-value' },
  '22007': { code: 'database/bad-value' },
  '22P02': { code: 'database/bad-value' },
  '23502': { code: 'database/missing-value' },
  '23503': { code: 'database/missing-reference' },
  '23505': { code: 'database/duplicate' },
  '23514': { code: 'database/check-failed' },
  '25006': { code: 'database/read-only' },
  '25P03': { code: 'database/timeout' },
  '40001': { code: 'database/conflict', retryable: true },
  '40P01': { code: 'database/conflict', retryable: true },
  '42501': { code: 'database/forbidden' },
  '53100': { code: 'database/full' },
  '53300': { code: 'database/unavailable', retryable: true },
  '55P03': { code: 'database/locked', retryable: true },
  '57014': { code: 'database/timeout' },
  '57P01': { code: 'database/unavailable', retryable: true },
  '57P02': { code: 'database/unavailable', retryable: true },
  '57P03': { code: 'database/unavailable', retryable: true },
};

/** What node-postgres and the socket below it say when there is no server to talk to. */
const CONNECTION_LOST = /^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NOTFOUND)$/;
const CONNECTION_LOST_MESSAGE =
  /connection terminated|timeout exceeded when trying to connect|Client was closed|not queryable/i;

/** Any error of a query as a fault; faults and defects pass unchanged, also from inside an ORM's wrapper. */
export function postgresFault(error: unknown): Error {
  if (isFault(error) || error instanceof Defect) return error;
  if (!(error instanceof Error))
    return new Fault('database/failed', 'the database threw something that is no error');
  if (isFault(error.cause) || error.cause instanceof Defect) return error.cause;
  const state = (error as { code?: unknown }).code;
  if (typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state)) return ofState(state, error);
  if (
    (typeof state === 'string' && CONNECTION_LOST.test(state)) ||
    CONNECTION_LOST_MESSAGE.test(error.message)
  ) {
    return new Fault('database/unavailable', 'the database cannot be reached', { retryable: true });
  }
  return error;
}

/** A unique index said no; of that constraint only, when one is named. */
export function isDuplicate(error: unknown, constraint?: string): error is Fault {
  return (
    isFault(error, 'database/duplicate') &&
    (constraint === undefined || error.details['constraint'] === constraint)
  );
}

/** Running the same transaction again may well succeed: it was one of two that got in each other's way. */
export function isTransient(error: unknown): error is Fault {
  return isFault(error, 'database/conflict') || isFault(error, 'database/locked');
}

interface PostgresError extends Error {
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
  readonly position?: string;
}

function ofState(state: string, error: PostgresError): Fault {
  const known = FAULT_BY_STATE[state] ?? (state.startsWith('08') ? FAULT_BY_STATE['57P01'] : undefined);
  // Class 42 talks about our SQL, not about rows; without its sentence a typing error could not be found.
  const sentence = state.startsWith('42') ? `: ${error.message}` : '';
  const details: Record<string, unknown> = { sqlState: state };
  for (const name of ['constraint', 'table', 'column', 'position'] as const) {
    if (error[name] !== undefined) details[name] = error[name];
  }
  return new Fault(known?.code ?? 'database/failed', `the database answered ${state}${sentence}`, {
    retryable: known?.retryable ?? false,
    details,
  });
}
