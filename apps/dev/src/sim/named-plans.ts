import type { Plan } from './plan.ts';

/**
 * Histories that once broke a promise, as minimising left them, by what they showed. A step's ids follow from its salt and
 * the world's seed, so a plan stays what it is as long as the dice of the parts it uses do.
 */
export const NAMED_PLANS: Readonly<Record<string, Plan>> = {};
