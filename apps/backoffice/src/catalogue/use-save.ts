import { useToasts } from '@beaveros/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Problem, problemOfFault } from '../api/problem.ts';
import type { RouteName } from '../api/routes.ts';

/** Saves one thing of the catalogue, asks its list again, says so, and closes; a refusal stays in the sheet. */
export function useSave<Content>(options: {
  readonly list: RouteName;
  readonly save: (content: Content) => Promise<{ readonly name: string }>;
  readonly said: (name: string) => string;
  readonly onClose: () => void;
}): {
  readonly save: (content: Content) => void;
  readonly isPending: boolean;
  readonly problem: Problem | null;
} {
  const queries = useQueryClient();
  const toasts = useToasts();
  const mutation = useMutation({
    mutationFn: options.save,
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries({ queryKey: [options.list] });
      toasts.show({ title: options.said(name), tone: 'ok' });
      options.onClose();
    },
  });
  return {
    save: mutation.mutate,
    isPending: mutation.isPending,
    problem: mutation.error === null ? null : problemOfFault(mutation.error),
  };
}
