import type { Step } from '../plan.ts';
import type { World } from '../world.ts';

/** One thing a person does. Answers false when there was nothing to do it to. */
export type Operation = (world: World, step: Step) => boolean | Promise<boolean>;
