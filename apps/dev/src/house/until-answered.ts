import { type Id, isFault, type Result } from '@beaveros/kit';
import type { IpcCallName, IpcInput, IpcOutput, IpcRefusal } from '@beaveros/protocol/ipc';
import type { TillClient } from './till-client.ts';
import { until } from './until.ts';

/** A till that was killed is back within seconds; one that is not back by then does not come back. */
const ANSWER_TIMEOUT_MS = 120_000;
const AGAIN_MS = 50;

export interface Answered<Name extends IpcCallName> {
  readonly commandId: Id<'Command'>;
  readonly result: Result<IpcOutput<Name>, IpcRefusal>;
  /** How often it was said; more than once when a till died under it. */
  readonly tries: number;
}

/** The till did not answer: whether it happened is not known, and the same id may be said again. */
export function isUnanswered(error: unknown): boolean {
  return isFault(error) && (error.retryable || error.code === 'house/timeout');
}

/** Says a command with one id until that till answers, over its deaths, as a screen does. A refusal is an answer. */
export async function untilAnswered<Name extends IpcCallName>(
  screen: TillClient,
  name: Name,
  input: IpcInput<Name>,
): Promise<Answered<Name>> {
  const commandId = screen.newId<'Command'>();
  let tries = 0;
  const say = async (): Promise<(() => Answered<Name>) | undefined> => {
    tries += 1;
    try {
      const result = await screen.ask(name, input, { commandId });
      return () => ({ commandId, result, tries });
    } catch (error) {
      if (isUnanswered(error)) throw error;
      return () => {
        throw error;
      };
    }
  };
  const options = { what: `an answer to ${name}`, timeoutMs: ANSWER_TIMEOUT_MS, everyMs: AGAIN_MS };
  return (await until(say, options))();
}
