import { describe, expect, it } from 'vitest';
import { assert, Defect, Fault, isFault, ok, refuse, unreachable } from './index.ts';

describe('the three kinds of no', () => {
  it('a refusal is a value with its facts', () => {
    expect(refuse({ code: 'order/empty', lines: 0 })).toEqual({
      ok: false,
      refusal: { code: 'order/empty', lines: 0 },
    });
    expect(ok(1)).toEqual({ ok: true, value: 1 });
  });

  it('a fault has a code, says whether to try again, and keeps its cause', () => {
    const cause = new Error('ENOSPC');
    const fault = new Fault('journal/full', 'the disk is full', {
      retryable: true,
      field: 'path',
      details: { free: 0 },
      cause,
    });
    expect(fault).toMatchObject({
      name: 'Fault',
      code: 'journal/full',
      message: 'the disk is full',
      retryable: true,
      field: 'path',
      details: { free: 0 },
      cause,
    });
    expect(isFault(fault)).toBe(true);
    expect(isFault(fault, 'journal/full')).toBe(true);
    expect(isFault(fault, 'journal/damaged')).toBe(false);
    expect(isFault(cause)).toBe(false);
  });

  it('a fault is not retried unless it says so', () => {
    expect(new Fault('a/b', 'c')).toMatchObject({ retryable: false, field: undefined, details: {} });
  });

  it('a defect is thrown where a truth does not hold', () => {
    expect(() => {
      assert(false, 'one is two');
    }).toThrow(new Defect('one is two'));
    expect(() => unreachable('east' as never)).toThrow(new Defect('unreachable: "east"'));
  });
});
