import type { IpcCallName, IpcInput, IpcOutput } from '@beaveros/protocol/ipc';
import { useCallback, useSyncExternalStore } from 'react';
import type { QueryState } from './query-board.ts';
import { useTillContext } from './use-till.ts';

export interface IpcQueryOptions {
  /** Push services that make it ask again: 'journal', 'spool', 'status', or the service of rows that came down. */
  readonly on: readonly string[];
}

/**
 * The core's answer to a query, kept fresh while the component stands. The last answer stays while it is asked again, and
 * when the core refuses, fails or is away; after a new line to the core it is asked again.
 */
export function useIpcQuery<Name extends IpcCallName>(
  name: Name,
  input: IpcInput<Name>,
  { on }: IpcQueryOptions,
): QueryState<IpcOutput<Name>> {
  const { queries } = useTillContext();
  // Inputs and services are small literals written anew at each render: equal text means the same question.
  const question = JSON.stringify(input);
  const services = on.join(' ');
  const watch = useCallback(
    (listener: () => void) =>
      queries.watch(name, JSON.parse(question) as IpcInput<Name>, { on: services.split(' '), listener }),
    [queries, name, question, services],
  );
  return useSyncExternalStore(watch, () => queries.read(name, input));
}
