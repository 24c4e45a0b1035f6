import { derivedId, type Id, type Instant, instant, isId } from '@beaveros/kit';
import type { Draft, Event } from '../../journal/entry.ts';
import type { SoldOutEvent } from '../../product-catalog/sold-out/events.ts';
import { taskRaised } from '../tasks/decide.ts';
import type { TaskEvent } from '../tasks/events.ts';
import type { Action, AutomationRow, Condition } from './rows.ts';

const MINUTE_MS = 60_000;
/** Of all rules together in one entry: a command of 5,000 facts must not write as many tasks. */
export const AUTOMATED_FACTS_MAX = 32;

export type AutomatedEvent = TaskEvent | SoldOutEvent;

export interface AutomationContext {
  readonly commandId: Id<'Command'>;
  readonly now: Instant;
  /** How often a rule has acted within the last 60 minutes. */
  readonly actedThisHour: (automation: string) => number;
  /** What the till knows beside the fact itself, under names of its own: the level behind a movement. */
  readonly beside?: (event: Draft<Event>) => Readonly<Record<string, unknown>>;
}

export interface Automated {
  readonly automation: Id<'Automation'>;
  readonly events: readonly Draft<AutomatedEvent>[];
}

/**
 * What the rules answer to the facts of one command, to be written in the same entry; what they answer is never looked
 * at by a rule. A rule acts once for each aggregate of the command, as often as its hour allows. Every id is derived
 * from rule, command and aggregate, so that a command repeated elsewhere makes the same facts.
 */
export function automationsFor(
  events: readonly Draft<Event>[],
  rules: readonly AutomationRow[],
  context: AutomationContext,
): readonly Automated[] {
  const automated: Automated[] = [];
  let room = AUTOMATED_FACTS_MAX;
  for (const rule of rules) {
    if (!rule.isActive) continue;
    let left = Math.max(0, rule.perHour - context.actedThisHour(rule.id));
    const answered = new Set<string>();
    for (const event of events) {
      if (left === 0 || event.type !== rule.trigger || answered.has(event.aggregate)) continue;
      const said = { ...(event.body as object), ...context.beside?.(event) };
      if (!rule.conditions.every((condition) => holds(condition, said))) continue;
      answered.add(event.aggregate);
      const drafts = rule.actions.flatMap((action, at) =>
        act(action, { rule, cause: `${context.commandId}/${event.aggregate}/${at}`, event, said, context }),
      );
      if (drafts.length === 0 || drafts.length > room) continue;
      room -= drafts.length;
      left -= 1;
      automated.push({ automation: rule.id, events: drafts });
    }
  }
  return automated;
}

interface Acting {
  readonly rule: AutomationRow;
  readonly cause: string;
  readonly event: Draft<Event>;
  readonly said: object;
  readonly context: AutomationContext;
}

function act(
  action: Action,
  { rule, cause, event, said, context }: Acting,
): readonly Draft<AutomatedEvent>[] {
  const id = derivedId<'Event'>(rule.id, `event/${cause}`);
  const inMinutes = (minutes: number | null) =>
    minutes === null ? null : instant(context.now + minutes * MINUTE_MS);
  switch (action.do) {
    case 'raise-task': {
      const { title, assignedTo, dueMinutes } = action;
      const task = derivedId<'Task'>(rule.id, `task/${cause}`);
      const due = inMinutes(dueMinutes);
      return [
        { ...taskRaised({ task, kind: 'automation', title, cause: event.aggregate, assignedTo, due }), id },
      ];
    }
    case 'mark-sold-out': {
      const item = valueAt(said, action.item);
      // A fact that names no item there: the rule was written for another one.
      if (typeof item !== 'string' || !isId(item)) return [];
      const body = { item: item as Id<'Item'>, until: inMinutes(action.minutes) };
      return [{ type: 'product-catalog.ItemSoldOut', v: 1, aggregate: body.item, body, id }];
    }
  }
}

function holds({ path, op, value }: Condition, said: object): boolean {
  const found = valueAt(said, path);
  switch (op) {
    case 'eq':
      return found === value;
    case 'ne':
      return found !== value;
    case 'gt':
      return typeof found === 'number' && typeof value === 'number' && found > value;
    case 'lt':
      return typeof found === 'number' && typeof value === 'number' && found < value;
    case 'contains':
      if (Array.isArray(found)) return found.includes(value);
      return typeof found === 'string' && typeof value === 'string' && found.includes(value);
    case 'exists':
      return (found !== undefined && found !== null) === (value !== false);
  }
}

/** Own properties only: a path is what somebody typed. */
function valueAt(said: object, path: string): unknown {
  let found: unknown = said;
  for (const step of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[step];
  }
  return found;
}
