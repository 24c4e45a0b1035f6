import { derivedId, instant } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import { AT, fixed, TENANT } from '../../_facts.ts';
import type { Draft, Event } from '../../journal/entry.ts';
import { readEvent } from '../../journal/event-catalogue.ts';
import { BEER, beerAdded, ORDER, voided } from '../../order/_orders.ts';
import { AUTOMATED_FACTS_MAX, type AutomationRow, automationsFor, zAutomationRow } from '../index.ts';

const RULE = fixed('Automation', 1);
const rule = (more: Partial<AutomationRow> = {}): AutomationRow => ({
  id: RULE,
  tenantId: TENANT,
  name: 'Spilt',
  trigger: 'order.LineVoided',
  conditions: [{ path: 'reason', op: 'contains', value: 'spil' }],
  actions: [{ do: 'raise-task', title: 'Mop the floor', assignedTo: null, dueMinutes: 5 }],
  perHour: 6,
  isActive: true,
  ...more,
});
const COMMAND = fixed('Command', 1);
const context = { commandId: COMMAND, now: AT, actedThisHour: () => 0 };
const answersTo = (events: readonly Draft<Event>[], ...rules: readonly AutomationRow[]) =>
  automationsFor(events, rules, context).flatMap((automated) => automated.events);

describe('an automation', () => {
  it('answers a fact that it waits for, with ids derived from rule, command and aggregate', () => {
    const cause = `${COMMAND}/${ORDER}/0`;
    const task = derivedId<'Task'>(RULE, `task/${cause}`);
    const [answer] = answersTo([voided(1)], rule());
    expect(answer).toEqual({
      id: derivedId(RULE, `event/${cause}`),
      type: 'workflow.TaskRaised',
      v: 1,
      aggregate: task,
      body: {
        task,
        kind: 'automation',
        title: 'Mop the floor',
        cause: ORDER,
        assignedTo: null,
        due: instant(AT + 5 * 60_000),
      },
    });
    expect(readEvent(answer as Event).kind).toBe('read');
    expect(answersTo([voided(1)], rule())).toEqual([answer]);
  });

  it('answers nothing to other facts, to other words, or when it is switched off', () => {
    expect(answersTo([beerAdded(1)], rule())).toEqual([]);
    expect(
      answersTo([voided(1)], rule({ conditions: [{ path: 'reason', op: 'eq', value: 'other' }] })),
    ).toEqual([]);
    expect(answersTo([voided(1)], rule({ isActive: false }))).toEqual([]);
  });

  it('marks the item of the fact sold out, and only if the path names one', () => {
    const trigger = 'order.LineAdded';
    const soldOut = (item: string) =>
      rule({ trigger, conditions: [], actions: [{ do: 'mark-sold-out', item, minutes: 30 }] });
    expect(answersTo([beerAdded(1)], soldOut('item'))).toMatchObject([
      {
        type: 'product-catalog.ItemSoldOut',
        aggregate: BEER,
        body: { item: BEER, until: AT + 30 * 60_000 },
      },
    ]);
    expect(answersTo([beerAdded(1)], soldOut('name'))).toEqual([]);
    expect(answersTo([beerAdded(1)], soldOut('taxes.7.tax'))).toEqual([]);
  });

  it.each([
    ['eq', 'Beer', true],
    ['ne', 'Beer', false],
    ['contains', 'eer', true],
    ['gt', 1, false],
    ['exists', null, true],
    ['exists', false, false],
  ] as const)('of a name: %s %j is %j', (op, value, expected) => {
    const conditions = [{ path: 'name', op, value }];
    expect(answersTo([beerAdded(1)], rule({ trigger: 'order.LineAdded', conditions })).length > 0).toBe(
      expected,
    );
  });

  it.each([
    ['gt', 1_999_999, true],
    ['gt', 2_000_000, false],
    ['lt', 2_000_001, true],
    ['lt', '9', false],
    ['contains', 2, false],
  ] as const)('of a quantity: %s %j is %j', (op, value, expected) => {
    const conditions = [{ path: 'quantityMicro', op, value }];
    expect(answersTo([beerAdded(1, 2)], rule({ trigger: 'order.LineAdded', conditions })).length > 0).toBe(
      expected,
    );
  });

  it('looks inside lists, at nothing inherited, and at what the till knows beside the fact', () => {
    const trigger = 'order.LineAdded';
    const when = (path: string, op: 'eq' | 'gt' | 'exists' | 'contains', value: string | number | null) =>
      automationsFor([beerAdded(1)], [rule({ trigger, conditions: [{ path, op, value }] })], {
        ...context,
        beside: () => ({ stock: { levelMicro: -1 } }),
      }).length;
    expect(when('taxes.0.ratePpm', 'eq', 100_000)).toBe(1);
    expect(when('categories', 'contains', fixed('Category', 1))).toBe(1);
    expect(when('stock.levelMicro', 'eq', -1)).toBe(1);
    expect(when('constructor', 'exists', null)).toBe(0);
    expect(when('taxes.length.x', 'exists', null)).toBe(0);
  });

  it('acts once for each aggregate of a command, and no more than its hour allows', () => {
    const other = { ...voided(1), aggregate: fixed('Order', 2) };
    expect(answersTo([voided(1), voided(2), other], rule())).toHaveLength(2);
    const acted = (times: number) =>
      automationsFor([voided(1), other], [rule({ perHour: 3 })], { ...context, actedThisHour: () => times });
    expect(acted(2)).toHaveLength(1);
    expect(acted(3)).toHaveLength(0);
    expect(acted(99)).toHaveLength(0);
  });

  it('never triggers another: what rules answer is not looked at', () => {
    const loop = rule({ id: fixed('Automation', 2), trigger: 'workflow.TaskRaised', conditions: [] });
    expect(answersTo([voided(1)], rule(), loop)).toHaveLength(1);
  });

  it('writes a bounded number of facts, whatever the command holds', () => {
    const events = Array.from({ length: 500 }, (_, at) => ({ ...voided(1), aggregate: fixed('Order', at) }));
    const rules = [1, 2, 3].map((n) => rule({ id: fixed('Automation', n), perHour: 60 }));
    expect(answersTo(events, ...rules)).toHaveLength(AUTOMATED_FACTS_MAX);
  });

  it.each([
    ['nine conditions', { conditions: Array.from({ length: 9 }, () => rule().conditions[0]!) }],
    ['five actions', { actions: Array.from({ length: 5 }, () => rule().actions[0]!) }],
    ['no action', { actions: [] }],
    ['a path with a gap', { conditions: [{ path: 'a..b', op: 'eq' as const, value: 1 }] }],
    ['no hour', { perHour: 0 }],
    ['a trigger that is no fact', { trigger: 'order closed' }],
  ])('is no row with %s', (_name, more) => {
    expect(zAutomationRow.safeParse(rule()).success).toBe(true);
    expect(zAutomationRow.safeParse(rule(more)).success).toBe(false);
  });
});
