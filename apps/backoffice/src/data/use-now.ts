import { type Instant, instant } from '@beaveros/kit';
import { useEffect, useState } from 'react';

/** The time, moving on every `stepMs`: for ages and for what day it is. It asks nobody anything. */
export function useNow(stepMs: number): Instant {
  const [now, setNow] = useState(() => instant(Date.now()));
  // A clock is outside of React.
  useEffect(() => {
    const timer = setInterval(() => setNow(instant(Date.now())), stepMs);
    return () => clearInterval(timer);
  }, [stepMs]);
  return now;
}
