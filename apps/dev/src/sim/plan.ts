import * as z from 'zod';

export type Profile = 'calm' | 'chaos';

/**
 * One thing that happens, with everything it needs spelled out: leaving it out moves no other. `salt` seeds the choices that
 * it makes when it happens, such as which of the open orders it means.
 */
export const zStep = z.strictObject({
  /** Virtual milliseconds since the world began. */
  at: z.number().int().min(0),
  kind: z.string(),
  /** A till's name, a kitchen's, or `cloud`. */
  node: z.string(),
  salt: z.number().int(),
  /** How long a fault lasts, where it lasts. */
  forMs: z.number().int().optional(),
});
export type Step = z.output<typeof zStep>;

/** A whole history before it happens: made from a seed, or what is left of one after minimising. */
export const zPlan = z.strictObject({
  seed: z.number().int(),
  profile: z.enum(['calm', 'chaos']),
  tills: z.number().int().min(1).max(8),
  kitchens: z.number().int().min(0).max(4),
  steps: z.array(zStep),
});
export type Plan = z.output<typeof zPlan>;
