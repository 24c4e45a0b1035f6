import { isFault } from '@beaveros/kit';
import { QueryClient } from '@tanstack/react-query';

/** Three tries in some three seconds: a gateway that restarts is not worth a message. */
const RETRIES_MAX = 2;
const FIRST_RETRY_MS = 700;
/** Pushes say when something changed; between two looks at a page an answer is good for this long. */
const FRESH_MS = 30_000;

/** Answers under this key are URLs of blobs, which hold memory until they are let go. */
export const PICTURE_KEY = 'readPicture';

/** How answers are kept. Asks again only what may be answered another time; nothing is polled, and focus asks nothing. */
export function createQueryClient(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // The browser's idea of "online" knows nothing of our gateway: always ask, and say what came of it.
        networkMode: 'always',
        staleTime: FRESH_MS,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => isFault(error) && error.retryable && failures < RETRIES_MAX,
        retryDelay: (failures) => FIRST_RETRY_MS * 2 ** failures,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  queries.getQueryCache().subscribe(({ type, query }) => {
    const url: unknown = query.state.data;
    if (type === 'removed' && query.queryKey[0] === PICTURE_KEY && typeof url === 'string')
      URL.revokeObjectURL(url);
  });
  return queries;
}
