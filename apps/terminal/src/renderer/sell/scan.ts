import type { IpcClient } from '@beaveros/protocol/ipc';
import { sayFault, sayRefusal } from '../faults/problem-store.ts';
import { pickItem } from './pick-item.ts';
import { showScan } from './sell-store.ts';

/** What a scanned code does: one item is picked, several are a choice, none is said with the code. */
export async function scan(till: IpcClient, code: string): Promise<void> {
  try {
    const answer = await till.call('scan', { code: code.trim() || code });
    if (!answer.ok) return sayRefusal('sell', answer.refusal);
    const [item, ...others] = answer.value.items;
    if (item !== undefined && others.length === 0) pickItem(item);
    else showScan({ code, items: answer.value.items });
  } catch (error) {
    sayFault('sell', error);
  }
}
