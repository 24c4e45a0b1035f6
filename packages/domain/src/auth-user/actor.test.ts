import { describe, expect, it } from 'vitest';
import { fixed } from '../_facts.ts';
import { type Actor, approvedBy, missing } from './actor.ts';

const waiter: Actor = { user: fixed('User', 1), name: 'Beto', permissions: new Set(['can_sell']) };
const manager = { user: fixed('User', 2), name: 'Ana', permissions: new Set(['can_void_lines']) };

describe('an approval', () => {
  it('lends the permissions of who approves, and names them', () => {
    expect(missing(waiter, 'can_void_lines')).not.toBeNull();
    expect(approvedBy(waiter, manager)).toEqual({
      ok: true,
      value: {
        user: waiter.user,
        name: 'Beto',
        permissions: new Set(['can_sell', 'can_void_lines']),
        approver: { user: manager.user, name: 'Ana' },
      },
    });
    expect(waiter.permissions).toEqual(new Set(['can_sell']));
  });

  it('is not given by who asks for it', () => {
    expect(approvedBy(waiter, { ...manager, user: fixed('User', 1) })).toEqual({
      ok: false,
      refusal: { code: 'auth-user/approver-has-no-more' },
    });
  });
});
