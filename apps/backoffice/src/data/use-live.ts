import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { RouteName } from '../api/routes.ts';
import { useServices } from '../app/services.tsx';
import type { LiveState } from '../live/live-feed.ts';
import type { LiveTopic } from '../live/live-hub.ts';

/** Keeps the answers of these calls true while the page is open: each push of the topic asks again what is on it. */
export function useLive(topic: LiveTopic, names: readonly RouteName[], isEnabled = true): void {
  const { live } = useServices();
  const queries = useQueryClient();
  const wanted = names.join(' ');
  // A stream is something outside of React that must be opened and closed with the page.
  useEffect(() => {
    if (!isEnabled) return;
    return live.follow(topic, () =>
      queries.invalidateQueries({
        predicate: ({ queryKey }) => wanted.split(' ').includes(String(queryKey[0])),
      }),
    );
  }, [live, queries, topic, wanted, isEnabled]);
}

/** What the bar shows of the page's streams; null where there are none. */
export function useLiveState(): LiveState | null {
  const { live } = useServices();
  return useSyncExternalStore(
    (listener) => live.subscribe(listener),
    () => live.state,
  );
}
