import { useEffect, useEffectEvent, useState } from 'react';

/** Long enough that a word in a hurry is one question, short enough to feel at once. */
const PAUSE_MS = 180;

/** The text of a search field and, after a pause, the URL's: either may change first. */
export function useSearchText(
  inUrl: string,
  toUrl: (text: string) => void,
): readonly [string, (text: string) => void] {
  const [text, setText] = useState(inUrl);
  const [seen, setSeen] = useState(inUrl);
  const [sent, setSent] = useState(inUrl);
  if (inUrl !== seen) {
    setSeen(inUrl);
    // Not what this field sent itself: Back, a link or the palette. The field follows before anybody sees it lag.
    if (inUrl !== sent) {
      setSent(inUrl);
      setText(inUrl);
    }
  }
  const send = useEffectEvent((next: string) => {
    setSent(next);
    toUrl(next);
  });
  // A pause is a timer.
  useEffect(() => {
    const next = text.trim();
    if (next === sent) return;
    const timer = setTimeout(() => send(next), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, sent]);
  return [text, setText];
}
