/**
 * Why a page in a browser cannot reach the core: `closed` when this browser was not opened from the till (it has no
 * cookie), `away` when nothing answers. Under Electron the shell opens the door, and this is never asked.
 */
export async function askScreenDoor(): Promise<'open' | 'closed' | 'away'> {
  try {
    const { ok, status } = await fetch(new URL('../screen?kind=till', location.href), { cache: 'no-store' });
    if (ok) return 'open';
    return status === 401 ? 'closed' : 'away';
  } catch {
    return 'away';
  }
}
