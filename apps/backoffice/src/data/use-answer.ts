import { keepPreviousData, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { GatewayApi } from '../api/gateway-api.ts';
import type { Answer, Given, RouteName } from '../api/routes.ts';
import { useServices } from '../app/services.tsx';

/** The query of a call: its key is the route's name and what it was given, so a push invalidates by names. */
function answerOptions<Name extends RouteName>(api: GatewayApi, name: Name, given: Given<Name>) {
  return queryOptions({
    queryKey: [name, given] as const,
    queryFn: ({ signal }): Promise<Answer<Name>> => api.ask(name, given, signal),
  });
}

/**
 * The answer of a call, kept while it is asked again. `isKept`: the answer of another page, filter or search stays in
 * sight until this one has come, so that a table does not flicker while somebody types.
 */
export function useAnswer<Name extends RouteName>(
  name: Name,
  given: Given<Name>,
  { isEnabled = true, isKept = false }: { readonly isEnabled?: boolean; readonly isKept?: boolean } = {},
): UseQueryResult<Answer<Name>> {
  const { api } = useServices();
  return useQuery<Answer<Name>, Error, Answer<Name>, readonly [Name, Given<Name>]>({
    ...answerOptions(api, name, given),
    enabled: isEnabled,
    ...(isKept ? { placeholderData: keepPreviousData } : {}),
  });
}
