import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Plan, zPlan } from './plan.ts';

const FOLDER = join(import.meta.dirname, 'named');

/**
 * Histories that once broke a promise, as minimising left them, by what they showed. A step's ids follow from its salt and
 * the world's seed, so a plan stays what it is as long as the dice of the parts it uses do.
 */
export const NAMED_PLANS: Readonly<Record<string, Plan>> = Object.fromEntries(
  readdirSync(FOLDER).map((file) => [
    basename(file, '.json').replaceAll('-', ' '),
    zPlan.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))),
  ]),
);
