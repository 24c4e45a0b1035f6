import { useEffect } from 'react';
import { useTill } from '../till/use-till.ts';
import { listenToKeys } from './key-listener.ts';
import { scan } from './scan.ts';
import { typedAnywhere } from './typed-anywhere.ts';

/** Scans from anywhere, and words typed anywhere, while the sell screen is in front. Installed once, by App. */
export function useScanWedge(isOn: boolean): void {
  const till = useTill();
  // The keyboard is the page's, not a component's.
  useEffect(
    () =>
      isOn
        ? listenToKeys(window, { onScan: (code) => void scan(till, code), onTyped: typedAnywhere })
        : undefined,
    [isOn, till],
  );
}
