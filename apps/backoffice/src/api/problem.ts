import { Fault } from '@beaveros/kit';
import type { RouteErrorCode } from './routes.ts';

/** What any route may answer (cloud/service-kit, errors.ts) and what the gateway itself may. */
const COMMON_CODES = [
  'request/invalid',
  'request/too-large',
  'route/not-found',
  'route/method-not-allowed',
  'token/missing',
  'token/malformed',
  'token/expired',
  'token/invalid',
  'identity/wrong-kind',
  'permission/missing',
  'store/not-yours',
  'database/duplicate',
  'database/missing-reference',
  'service/unavailable',
  'gateway/too-many',
  'gateway/timeout',
  'internal',
] as const;

/** What happens on this side of the wire. */
const CLIENT_CODES = [
  /** No answer: no network, or nobody there. */
  'client/offline',
  /** No answer within the time a call is given. */
  'client/timeout',
  /** An answer that is not of the form the route promises. */
  'client/unreadable',
  /** The session is over; somebody has to sign in. */
  'client/signed-out',
] as const;

export type ProblemCode = RouteErrorCode | (typeof COMMON_CODES)[number] | (typeof CLIENT_CODES)[number];

/** Why a call has no answer. A newer server may name codes that this build does not know: then `code` is just text. */
export interface Problem {
  readonly code: ProblemCode | (string & {});
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The bad part of the request: `body.name`. */
  readonly field: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A problem of this side. */
export function clientProblem(code: (typeof CLIENT_CODES)[number]): Problem {
  return { code, status: 0, field: null, details: {} };
}

/** Reads `{error: {code, field?, details?}}`; whatever else came with a failure status is `client/unreadable`. */
export function problemOf(status: number, body: unknown): Problem {
  const error = isRecord(body) ? body['error'] : undefined;
  if (!isRecord(error) || typeof error['code'] !== 'string')
    return { ...clientProblem(status >= 502 ? 'client/offline' : 'client/unreadable'), status };
  const { code, field, details } = error;
  return {
    code,
    status,
    field: typeof field === 'string' ? field : null,
    details: isRecord(details) ? details : {},
  };
}

/** The cloud is not there or not answering: what is shown stays, and asking again may help. */
export function isAway({ code, status }: Pick<Problem, 'code' | 'status'>): boolean {
  return (
    code === 'client/offline' || code === 'client/timeout' || code === 'service/unavailable' || status === 504
  );
}

/** The caller's token is the trouble: a fresh one may help. */
export function isTokenProblem({ code, status }: Problem): boolean {
  return status === 401 && code.startsWith('token/');
}

/** The same as a throw, for react-query; {@link problemOfFault} reads it back. */
export function faultOf(problem: Problem): Fault {
  const { code, status, field, details } = problem;
  return new Fault(code, `the gateway answered ${status} ${code}`, {
    retryable: isAway(problem),
    ...(field === null ? {} : { field }),
    details: { ...details, status },
  });
}

/** What a query or mutation failed with; anything that is no Fault is a defect and is thrown on. */
export function problemOfFault(error: unknown): Problem {
  if (!(error instanceof Fault)) throw error;
  const { status, ...details } = error.details;
  return {
    code: error.code,
    status: typeof status === 'number' ? status : 0,
    field: error.field ?? null,
    details,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
