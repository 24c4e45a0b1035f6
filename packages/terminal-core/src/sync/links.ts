import type { Id } from '@beaveros/kit';
import type { AskOutcome } from '@beaveros/sync/exchange';
import type { Question } from '../commands/command.ts';

/** The till's links to the cloud and to the other tills of its store, as the state pill shows them. */
export interface Links extends AsyncDisposable {
  isCloudConnected(): boolean;
  /** How far the cloud has confirmed a chain; 0 when it never did. Known from the last connection while it is cut off. */
  cloudSeqOf(chain: string): number;
  /** Told when one of these may have moved. */
  onChanged(listener: () => void): () => void;
  /** Asks another till or the cloud for a command, within its time-out. Never rejects: whoever cannot be asked is no answer. */
  ask(id: Id<'Command'>, question: Question): Promise<AskOutcome>;
  peers(): readonly { readonly name: string; readonly isConnected: boolean }[];
}
