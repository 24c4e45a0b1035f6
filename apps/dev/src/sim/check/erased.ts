import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';

/** Personal data that was erased is at no living till and in no database of the cloud; its entry stays and verifies. */
export function erased({ witness, tills, cloud }: Evidence): readonly Failure[] {
  const sides = new Set(witness.erasures.map(({ side }) => side));
  const values = new Set(witness.erasures.map(({ value }) => value));
  const places = [{ name: 'cloud', sides: cloud.sides }, ...tills];
  const found = places.flatMap(({ name, sides: held }) =>
    held
      .filter(({ side, value }) => sides.has(side) || values.has(value))
      .map(({ side }) => ({ at: name, side })),
  );
  return told('erased', 'personal data that was erased is still there', found);
}
