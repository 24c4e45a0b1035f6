import { Fault } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { clientProblem, faultOf, isAway, isTokenProblem, problemOf, problemOfFault } from './problem.ts';

describe('an answer that is no success', () => {
  it('is read with its code, the bad field and the facts', () => {
    const body = { error: { code: 'auth/too-many', message: 'm', details: { retryAfterMs: 4_000 } } };
    expect(problemOf(429, body)).toEqual({
      code: 'auth/too-many',
      status: 429,
      field: null,
      details: { retryAfterMs: 4_000 },
    });
    expect(problemOf(400, { error: { code: 'request/invalid', field: 'body.price' } }).field).toBe(
      'body.price',
    );
  });

  it.each([[null], ['<html>'], [{}], [{ error: 'no' }], [{ error: { code: 7 } }], [[]]])(
    'is unreadable when it is not ours: %j',
    (body) => {
      expect(problemOf(500, body)).toEqual({ ...clientProblem('client/unreadable'), status: 500 });
    },
  );

  it('of a proxy in between means that the cloud is away', () => {
    expect(isAway(problemOf(502, '<html>Bad gateway</html>'))).toBe(true);
    expect(isAway(problemOf(503, { error: { code: 'service/unavailable' } }))).toBe(true);
    expect(isAway(problemOf(409, { error: { code: 'item/duplicate' } }))).toBe(false);
  });

  it('is about the token only when a fresh one may help', () => {
    expect(isTokenProblem(problemOf(401, { error: { code: 'token/expired' } }))).toBe(true);
    expect(isTokenProblem(problemOf(401, { error: { code: 'auth/wrong-credentials' } }))).toBe(false);
  });
});

describe('a problem that is thrown', () => {
  it('comes back as it was', () => {
    const problem = {
      code: 'item/duplicate',
      status: 409,
      field: 'body.sku',
      details: { name: 'Flan' },
    } as const;
    expect(problemOfFault(faultOf(problem))).toEqual(problem);
  });

  it('says whether asking again may help', () => {
    expect(faultOf(clientProblem('client/offline')).retryable).toBe(true);
    expect(faultOf({ code: 'order/not-found', status: 404, field: null, details: {} }).retryable).toBe(false);
  });

  it('hides no defect', () => {
    const defect = new TypeError('x is undefined');
    expect(() => problemOfFault(defect)).toThrow(defect);
    expect(problemOfFault(new Fault('a/b', 'm'))).toEqual({
      code: 'a/b',
      status: 0,
      field: null,
      details: {},
    });
  });
});
