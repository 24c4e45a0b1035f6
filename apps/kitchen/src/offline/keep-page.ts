/** Has the browser keep this page for a reload without a till. Not under Electron, which holds the page itself. */
export async function keepPage(): Promise<void> {
  if (window.beaver !== undefined || !import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('./sw.js');
  } catch {
    // A private window, or a browser that forbids it: the board works, and a reload needs the till.
  }
}
