import * as z from 'zod';
import { zId, zName } from '../../scalars.ts';

/** Where a value stands in the causing fact's body, by names and places: `table.id`, `lines.0.item`. */
const zFactPath = z
  .string()
  .max(200)
  .regex(/^[a-zA-Z][a-zA-Z0-9]*(\.([a-zA-Z][a-zA-Z0-9]*|\d{1,4}))*$/);

/** More conditions than a person reads at a glance are two rules. */
export const CONDITIONS_MAX = 8;
/** What one rule does at once. */
export const ACTIONS_MAX = 4;
/** A rule that acts every minute for an hour is no help to anybody. */
export const PER_HOUR_MAX = 60;

/** All must hold. `contains`: a list has the value, or a text has it in it. Numbers compare as numbers. */
export const zCondition = z.strictObject({
  path: zFactPath,
  op: z.enum(['eq', 'ne', 'gt', 'lt', 'contains', 'exists']),
  value: z.union([z.string().max(255), z.number(), z.boolean()]).nullable(),
});
export type Condition = z.output<typeof zCondition>;

export const zAction = z.discriminatedUnion('do', [
  /** `assignedTo`: a role's name, null: whoever sees it. `dueMinutes`: from the causing command on. */
  z.strictObject({
    do: z.literal('raise-task'),
    title: zName,
    assignedTo: z.string().min(1).max(100).nullable(),
    dueMinutes: z.int().min(1).max(44_640).nullable(),
  }),
  /** `item`: where the fact names it. `minutes`: null until somebody takes it back. */
  z.strictObject({
    do: z.literal('mark-sold-out'),
    item: zFactPath,
    minutes: z.int().min(1).max(44_640).nullable(),
  }),
]);
export type Action = z.output<typeof zAction>;

/** A rule of head office: when a fact of this type is written and its conditions hold, then these actions. */
export const zAutomationRow = z.strictObject({
  id: zId<'Automation'>(),
  tenantId: zId<'Tenant'>(),
  name: zName,
  /** An event type, `order.LineVoided`. */
  trigger: z
    .string()
    .max(100)
    .regex(/^[a-z-]+\.[A-Z][A-Za-z]+$/),
  conditions: z.array(zCondition).max(CONDITIONS_MAX),
  actions: z.array(zAction).min(1).max(ACTIONS_MAX),
  /** How often a till lets it act within 60 minutes. */
  perHour: z.int().min(1).max(PER_HOUR_MAX),
  isActive: z.boolean(),
});
export type AutomationRow = z.output<typeof zAutomationRow>;
