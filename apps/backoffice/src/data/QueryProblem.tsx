import { Button, Notice, useFormat } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';
import { isAway, problemOfFault } from '../api/problem.ts';
import { useProblemText } from './use-problem-text.ts';
import { useNow } from './use-now.ts';

/** The part of a query that says what went wrong. */
export interface FailedQuery {
  readonly error: Error | null;
  readonly data: unknown;
  readonly dataUpdatedAt: number;
  readonly isFetching: boolean;
  readonly refetch: () => Promise<unknown>;
}

/** What a person is told when a page could not be asked (again): why, how old what stands there is, and a way to retry. */
export function QueryProblem({ query, className }: { query: FailedQuery; className?: string }) {
  return query.error === null ? null : (
    <Problem query={query} error={query.error} {...(className !== undefined && { className })} />
  );
}

/** Half a minute is exact enough for "3 min ago". */
const AGE_STEP_MS = 15_000;

function Problem({ query, error, className }: { query: FailedQuery; error: Error; className?: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(AGE_STEP_MS);
  const problem = problemOfFault(error);
  const { title, text } = useProblemText()(problem);
  const isOld = query.data !== undefined;
  return (
    <Notice
      data-testid="query-problem"
      tone={isAway(problem) ? 'warn' : problem.status === 403 ? 'refusal' : 'fault'}
      title={title}
      action={
        problem.status === 403 ? undefined : (
          <Button variant="quiet" isPending={query.isFetching} onPress={() => void query.refetch()}>
            {t('common.retry')}
          </Button>
        )
      }
      {...(className !== undefined && { className })}
    >
      {text} {isOld ? t('common.lastKnown', { age: format.age(now - query.dataUpdatedAt) }) : null}
    </Notice>
  );
}
