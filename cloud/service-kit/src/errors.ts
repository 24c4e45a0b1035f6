import { Defect, type Fault, isFault, type Refusal } from '@beaveros/kit';
import type * as z from 'zod';

/**
 * What every failed call answers. `code` is stable and what programs act on; `message` is for a developer's eyes, in
 * English; the UI owns the sentence. This file is the only place where our errors become HTTP.
 */
export interface ApiError {
  readonly error: {
    readonly code: string;
    readonly message: string;
    /** The bad part of the request: `body.lines.0.price`, `query.limit`, `params.id`. */
    readonly field?: string;
    readonly details?: Readonly<Record<string, unknown>>;
  };
}

export interface ErrorAnswer {
  readonly status: number;
  readonly body: ApiError;
  /** Somebody has to look: log it with the error itself. */
  readonly isOurs: boolean;
}

/** What any route may answer besides its own refusals. */
export const COMMON_ERRORS = {
  'request/invalid': { status: 400, message: 'The request does not have the form that this route takes.' },
  'request/too-large': { status: 413, message: 'The request is too large.' },
  'route/not-found': { status: 404, message: 'There is no such route.' },
  'token/missing': { status: 401, message: 'This route needs a bearer token.' },
  'token/malformed': { status: 401, message: 'The bearer token is not one of ours.' },
  'token/expired': { status: 401, message: 'The bearer token has expired.' },
  'token/invalid': { status: 401, message: 'The bearer token is not valid.' },
  'identity/wrong-kind': { status: 403, message: 'This route is not for this kind of caller.' },
  'permission/missing': { status: 403, message: 'The role lacks the permission for this.' },
  'store/not-yours': { status: 403, message: 'The token does not name this store.' },
  'database/duplicate': { status: 409, message: 'There already is one like it.' },
  'database/missing-reference': {
    status: 409,
    message: 'It refers to something that is not there, or is referred to.',
  },
  'service/unavailable': { status: 503, message: 'The service cannot answer now; try again.' },
  internal: { status: 500, message: 'Something went wrong on our side.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly message: string }>>;

export type CommonErrorCode = keyof typeof COMMON_ERRORS;

export function commonError(
  code: CommonErrorCode,
  more: Omit<ApiError['error'], 'code' | 'message'> = {},
): ErrorAnswer {
  const { status, message } = COMMON_ERRORS[code];
  return { status, body: { error: { code, message, ...more } }, isOurs: status === 500 };
}

/**
 * A refusal of a handler: its code as it is, its other facts as details. The status follows the code's last word, so a
 * new refusal needs no table: `not-found` 404, `forbidden` 403, `duplicate` and `conflict` 409, anything else 422.
 */
export function refusalAnswer(refusal: Refusal): ErrorAnswer {
  const { code, ...facts } = refusal as Refusal & Readonly<Record<string, unknown>>;
  if (Object.hasOwn(COMMON_ERRORS, code)) return commonError(code as CommonErrorCode, withDetails(facts));
  const word = code.split('/').at(-1) ?? '';
  return {
    status: STATUS_BY_WORD[word] ?? 422,
    body: { error: { code, message: code, ...withDetails(facts) } },
    isOurs: false,
  };
}

const STATUS_BY_WORD: Readonly<Record<string, number>> = {
  'not-found': 404,
  forbidden: 403,
  duplicate: 409,
  conflict: 409,
  'too-many': 429,
  'wrong-credentials': 401,
  revoked: 403,
  replaced: 403,
};

function withDetails(facts: Readonly<Record<string, unknown>>): Omit<ApiError['error'], 'code' | 'message'> {
  const { field, ...details } = facts;
  return {
    ...(typeof field === 'string' ? { field } : {}),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  };
}

/** The first thing a schema found wrong, with its place in the request. The value itself is not repeated. */
export function invalidRequest(part: 'params' | 'query' | 'body', error: z.ZodError): ErrorAnswer {
  const issue = error.issues[0];
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(unknownKey === undefined ? [] : [unknownKey])];
  return commonError('request/invalid', {
    field: [part, ...path].map(String).join('.'),
    details: { reason: issue?.code },
  });
}

/** Whatever a handler threw. What we cannot name says nothing to the caller; the log has it. */
export function thrownAnswer(error: unknown): ErrorAnswer {
  if (error instanceof Defect || !isFault(error)) return commonError('internal');
  return faultAnswer(error);
}

/** Faults about the database say only which rule was broken, never which value. */
function faultAnswer(fault: Fault): ErrorAnswer {
  if (fault.code === 'request/invalid')
    return commonError('request/invalid', withDetails({ field: fault.field }));
  if (fault.code === 'database/duplicate' || fault.code === 'database/missing-reference')
    return commonError(fault.code);
  if (fault.retryable) return { ...commonError('service/unavailable'), isOurs: true };
  return commonError('internal');
}
