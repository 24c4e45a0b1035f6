import { PICTURE_URL } from '@beaveros/protocol/gateway';
import { useQuery } from '@tanstack/react-query';
import { faultOf } from '../../api/problem.ts';
import { useServices } from '../../app/services.tsx';
import { PICTURE_KEY } from '../../data/query-client.ts';

/**
 * What a picture is called in an `<img>`, or null while it is not here: it is fetched with the token, which no `<img>` has.
 * The blob's URL lives as long as the cache keeps the answer (`query-client.ts` lets it go).
 */
export function usePicture(imageUrl: string | null): string | null {
  const { api } = useServices();
  const hash = imageUrl === null ? undefined : PICTURE_URL.exec(imageUrl)?.[1];
  const { data: url } = useQuery({
    queryKey: [PICTURE_KEY, hash],
    enabled: hash !== undefined,
    // Named by what it is: it never changes.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const answer = await api.fetch(`/v1/pictures/${hash}`, { signal });
      if (!answer.ok) throw faultOf(answer.refusal);
      return URL.createObjectURL(await answer.value.blob());
    },
  });
  return url ?? null;
}
