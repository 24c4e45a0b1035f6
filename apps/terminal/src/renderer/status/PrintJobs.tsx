import { Button, useFormat } from '@beaveros/ui';
import type { PrintJobView, StatusView } from '@beaveros/protocol/ipc';
import { useTranslation } from 'react-i18next';
import { Problems } from '../faults/Problems.tsx';
import { clearProblem, sayFault, sayRefusal } from '../faults/problem-store.ts';
import { useIpcQuery } from '../till/queries.ts';
import { useTill } from '../till/use-till.ts';

/** The latest are looked at; older doubts are settled in the back office. */
const JOBS_SHOWN = 50;

/** What waits for the printer, and what nobody knows of: there a person who looks at the paper decides. */
export function PrintJobs({ printJobs }: { readonly printJobs: StatusView['printJobs'] }) {
  const { t } = useTranslation();
  const jobs = useIpcQuery('printJobs', { limit: JOBS_SHOWN, offset: 0 }, { on: ['spool'] }).data?.jobs ?? [];
  const unknown = jobs.filter(({ state }) => state === 'unknown');
  const waiting = jobs.filter(({ cause, state }) => cause !== null && state === 'failed-before-first-byte');
  return (
    <section>
      <h3 className="mb-1.5 text-sm font-semibold text-ink-2">{t('state.prints')}</h3>
      <p className="text-ink-2">
        {printJobs.waiting === 0
          ? t('state.printsNone')
          : t('state.printsWaiting', { count: printJobs.waiting })}
      </p>
      {waiting[0] !== undefined && (
        <p className="text-sm text-ink-2">{t('state.printerSays', { cause: waiting[0].cause })}</p>
      )}
      {unknown.length > 0 && (
        <ul className="mt-2 flex flex-col gap-2">
          {unknown.map((job) => (
            <UnknownJob key={job.job} job={job} />
          ))}
        </ul>
      )}
    </section>
  );
}

function UnknownJob({ job }: { readonly job: PrintJobView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const till = useTill();
  const problem = `job:${job.job}`;
  const resolve = (as: 'confirmed' | 'cancelled'): void => {
    clearProblem(problem);
    till
      .call('resolvePrintJob', { job: job.job, as })
      .then((answer) => {
        if (!answer.ok) sayRefusal(problem, answer.refusal);
      })
      .catch((error: unknown) => sayFault(problem, error));
  };
  return (
    <li className="rounded-card border border-line p-4" data-testid="unknown-print" data-job={job.job}>
      <p className="font-semibold">
        {t(job.kind === 'drawer' ? 'state.drawerUnknown' : 'state.printUnknown')}
      </p>
      <p className="text-sm text-ink-2">{format.dateTime(job.createdAt)}</p>
      <div className="mt-3 flex gap-2">
        <Button size="md" onPress={() => resolve('confirmed')}>
          {t('state.printYes')}
        </Button>
        <Button variant="quiet" size="md" onPress={() => resolve('cancelled')}>
          {t('state.printNo')}
        </Button>
      </div>
      <Problems at={problem} className="mt-3" />
    </li>
  );
}
