import { Notice } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';
import { faultText } from './fault-text.ts';
import { clearProblem, useProblemStore } from './problem-store.ts';
import { refusalText } from './refusal-text.ts';

/** What was refused or failed at `at`, shown where it happened, until it is dismissed or the next try begins. */
export function Problems({ at, className }: { readonly at: string; readonly className?: string }) {
  const { t } = useTranslation();
  const problem = useProblemStore((state) => state.problems.get(at));
  if (problem === undefined) return null;
  const { title, text } =
    problem.kind === 'refusal' ? refusalText(t, problem.refusal) : faultText(t, problem.fault);
  return (
    <Notice
      tone={problem.kind}
      title={title}
      onDismiss={() => clearProblem(at)}
      data-testid="problem"
      {...(className === undefined ? {} : { className })}
    >
      {text}
    </Notice>
  );
}
