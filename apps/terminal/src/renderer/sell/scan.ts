import type { IpcClient } from '@beaveros/protocol/ipc';
import { sayFault, sayRefusal } from '../faults/problem-store.ts';
import { pickItem } from './pick-item.ts';
import { showScan } from './sell-store.ts';

/** What a scanned code does: one item is picked, several are a choice, none is said with the code. */
export async function scan(till: IpcClient, code: string): Promise<void> {
  try {
    const asked = code.trim() || code;
    const answer = await till.call('scan', { code: asked });
    if (!answer.ok) return sayRefusal('sell', answer.refusal);
    const { items, label: said } = answer.value;
    const label = said === null ? null : { code: asked, quantityMicro: said.quantityMicro };
    const [item, ...others] = items;
    if (item !== undefined && others.length === 0) pickItem(item, label);
    else showScan({ code, items, label });
  } catch (error) {
    sayFault('sell', error);
  }
}
