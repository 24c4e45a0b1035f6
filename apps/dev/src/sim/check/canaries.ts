import type { Failure } from '../world-view.ts';
import { type Evidence, told } from './evidence.ts';

/** What only the neighbour's facts and rows say is in no frame, no file and no row of ours. */
export function canaries({ witness, tills, cloud }: Evidence): readonly Failure[] {
  const files = tills.flatMap(({ strangeFiles }) => strangeFiles);
  return [
    ...told('canaries', `the neighbour's word was on the wire`, witness.leaks),
    ...told('canaries', `the neighbour's word is in a file`, files),
    ...told('canaries', `the neighbour's word is in a row`, cloud.strangeRows),
  ];
}
