import type { CommandName } from '@beaveros/terminal-core/sim';
import type { Id } from '@beaveros/kit';

/** A command that a kitchen's screen sent and got no answer to: it may repeat it on another till. */
export interface Unanswered {
  readonly call: CommandName;
  readonly commandId: Id<'Command'>;
  readonly input: object;
}

/** A kitchen's screen: no journal, hangs on a till and moves to another when that one dies. */
export interface Kitchen {
  readonly name: string;
  /** The till it hangs on. */
  till: string;
  unanswered: Unanswered | null;
}
