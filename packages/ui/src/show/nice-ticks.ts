/** Four steps and the ground: enough to read a height, few enough to stay quiet. */
const STEPS_MAX = 4;

/** Round values from 0 up to at least `max`, in steps of 1, 2, 2.5 or 5 times a power of ten; `[0, 1]` for nothing. */
export function niceTicks(max: number): readonly number[] {
  if (!(max > 0)) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(max / STEPS_MAX));
  const size =
    [1, 2, 2.5, 5].map((factor) => factor * power).find((step) => step * STEPS_MAX >= max) ?? 10 * power;
  // toPrecision takes back what binary fractions add: 3 x 0.1 is 0.3.
  return Array.from({ length: Math.ceil(max / size) + 1 }, (_, at) => Number((at * size).toPrecision(12)));
}
