import { useFormat } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';
import { problemText } from '../api/problem-text.ts';
import type { Problem } from '../api/problem.ts';

/** A problem in this person's words. */
export function useProblemText(): (problem: Problem) => { readonly title: string; readonly text: string } {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  return (problem) =>
    problemText(t, problem, {
      age: (ms) => format.age(ms),
      known: (code) => i18n.exists(`problems.${code}.title`),
    });
}
