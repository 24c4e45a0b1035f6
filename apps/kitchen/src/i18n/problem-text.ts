import type { TFunction } from 'i18next';

const WORDS: Readonly<Record<string, string>> = {
  'kitchen/too-many-unsent': 'problem.tooManyUnsent',
  'ipc/too-many-waiting': 'problem.tooManyUnsent',
  'kitchen/cannot-keep': 'problem.cannotKeep',
  'workflow/stage-unknown': 'problem.stageUnknown',
  'workflow/ticket-line-unknown': 'problem.lineUnknown',
  'workflow/already-at-last-stage': 'problem.atLastStage',
  'auth-user/permission-missing': 'problem.permission',
  'core/not-signed-in': 'problem.notOpened',
};

/** What is not so and what to do, in one sentence; a code that no word stands for is named. */
export function problemText(t: TFunction, code: string): string {
  return t(WORDS[code] ?? 'problem.other', { code });
}
