import { type Fault, isFault } from '@beaveros/kit';
import type { IpcRefusal } from '@beaveros/protocol/ipc';
import { create } from 'zustand';

/** What went wrong beside one thing on the screen. */
export type Problem =
  | { readonly kind: 'refusal'; readonly refusal: IpcRefusal }
  | { readonly kind: 'fault'; readonly fault: Fault };

interface ProblemState {
  readonly problems: ReadonlyMap<string, Problem>;
}

/** More are not read by anyone; the oldest go first. */
const PROBLEMS_MAX = 32;

/** By key: where they are shown (`'order'`, `'pay'`, `'line:<id>'`). One each, the latest. */
export const useProblemStore = create<ProblemState>()(() => ({ problems: new Map() }));

/** Shows a refusal at `key` until it is cleared or another takes its place. */
export function sayRefusal(key: string, refusal: IpcRefusal): void {
  say(key, { kind: 'refusal', refusal });
}

/** Shows a fault at `key`. What is no Fault is a defect and is thrown on. */
export function sayFault(key: string, error: unknown): void {
  if (!isFault(error)) throw error;
  say(key, { kind: 'fault', fault: error });
}

export function clearProblem(key: string): void {
  useProblemStore.setState(({ problems }) => {
    if (!problems.has(key)) return {};
    const rest = new Map(problems);
    rest.delete(key);
    return { problems: rest };
  });
}

export function clearProblems(): void {
  useProblemStore.setState({ problems: new Map() });
}

function say(key: string, problem: Problem): void {
  useProblemStore.setState(({ problems }) => {
    const rest = new Map(problems);
    rest.delete(key);
    rest.set(key, problem);
    const oldest = rest.keys().next();
    if (rest.size > PROBLEMS_MAX && oldest.done === false) rest.delete(oldest.value);
    return { problems: rest };
  });
}
