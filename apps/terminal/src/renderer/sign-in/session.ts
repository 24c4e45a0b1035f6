import type { Id } from '@beaveros/kit';
import type { IpcClient, IpcRefusal } from '@beaveros/protocol/ipc';
import { writeSession } from '../app/page-memory.ts';
import { useViewStore } from '../app/view-store.ts';

/** Asks whom the remembered session speaks for: after a reload, and when the core is back. Faults: those of the core. */
export async function checkSession(client: IpcClient): Promise<void> {
  const { session } = client;
  if (session === null) return useViewStore.getState().setPerson(null);
  const answer = await client.call('me', {});
  // Somebody signed in or out meanwhile: this answer is of before.
  if (client.session !== session) return;
  if (!answer.ok || answer.value.signedIn === null) forgetSession(client);
  else if (useViewStore.getState().person?.user !== answer.value.signedIn.user)
    useViewStore.getState().setPerson(answer.value.signedIn);
}

/** Signs in by PIN, over whoever was signed in before; the order in hand stays. The refusal, or null. */
export async function signIn(
  client: IpcClient,
  { user, pin }: { readonly user: Id<'User'>; readonly pin: string },
): Promise<IpcRefusal | null> {
  const answer = await client.call('signIn', { user, pin });
  if (!answer.ok) return answer.refusal;
  const { session, ...person } = answer.value;
  endSession(client);
  client.session = session;
  writeSession(session);
  useViewStore.getState().setPerson(person);
  return null;
}

/** Nobody is signed in any more; the order in hand stays for the next person. */
export function signOut(client: IpcClient): void {
  endSession(client);
  forgetSession(client);
}

/** The core does not know the session (any more). */
function forgetSession(client: IpcClient): void {
  client.session = null;
  writeSession(null);
  useViewStore.getState().setPerson(null);
}

/** Told, not awaited: the session is out of use here at once, and a refusal would say that it has ended already. */
function endSession(client: IpcClient): void {
  if (client.session !== null) void client.call('signOut', {});
}
