import {
  Brand,
  Button,
  FormatProvider,
  LANGUAGES,
  Notice,
  Segmented,
  setLanguage,
  TextField,
  useLanguage,
} from '@beaveros/ui';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isAway, type Problem } from '../api/problem.ts';
import { usePageTitle } from '../app/use-page-title.ts';
import { useServices } from '../app/services.tsx';
import { useProblemText } from '../data/use-problem-text.ts';

const route = getRouteApi('/sign-in');
/** The business that signed in last on this machine: a name, nothing secret. */
const TENANT_KEY = 'beaveros.backoffice.tenant';

/** Who are you, where: the business's short name, a user name and a password. Leads back to where one was. */
export function SignInPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { next } = route.useSearch();
  const hasEnded = useLocation({ select: ({ state }) => state.hasEnded === true });
  usePageTitle(t('signIn.submit'));
  return (
    <FormatProvider value={{ language }}>
      <main className="grid min-h-dvh place-items-center bg-canvas p-4 text-ink">
        <div className="flex w-full max-w-104 flex-col gap-6">
          <div className="flex items-center justify-between gap-4">
            <Brand />
            <Segmented
              data-testid="language"
              label={t('person.language')}
              options={LANGUAGES.map((code) => ({ value: code, label: code.toUpperCase() }))}
              value={language}
              onChange={(code) => void setLanguage(code)}
            />
          </div>
          <div className="flex flex-col gap-5 rounded-sheet border border-line bg-surface p-6 sm:p-8">
            <h1 className="text-xl font-semibold">{t('signIn.title')}</h1>
            {hasEnded || (next !== undefined && next !== '/') ? (
              <p className="-mt-3 text-sm text-ink-2">{t(hasEnded ? 'signIn.again' : 'signIn.goOn')}</p>
            ) : null}
            <SignInForm />
          </div>
        </div>
      </main>
    </FormatProvider>
  );
}

function SignInForm() {
  const { t } = useTranslation();
  const { session } = useServices();
  const { tenant: given } = route.useSearch();
  const [tenant, setTenant] = useState(() => given ?? localStorage.getItem(TENANT_KEY) ?? '');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | 'missing' | null>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isPending) return;
    // As the server takes it: a slug has no capitals, and a thumb adds spaces.
    const slug = tenant.trim().toLowerCase();
    if (slug === '' || username.trim() === '' || password === '') {
      setProblem('missing');
      return;
    }
    setPending(true);
    setProblem(null);
    const answer = await session.signIn({ tenant: slug, username: username.trim(), password });
    setPending(false);
    if (!answer.ok) {
      setProblem(answer.refusal);
      return;
    }
    // The session tells the app, which leads back to where one was.
    localStorage.setItem(TENANT_KEY, slug);
  };

  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)} noValidate>
      <TextField
        data-testid="sign-in-tenant"
        label={t('signIn.tenant')}
        hint={t('signIn.tenantHint')}
        value={tenant}
        onChange={setTenant}
        name="organization"
        autoComplete="organization"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is this form.
        autoFocus={tenant === ''}
        maxLength={63}
      />
      <TextField
        data-testid="sign-in-username"
        label={t('signIn.username')}
        value={username}
        onChange={setUsername}
        name="username"
        autoComplete="username"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is this form.
        autoFocus={tenant !== ''}
        maxLength={100}
      />
      <TextField
        data-testid="sign-in-password"
        label={t('signIn.password')}
        value={password}
        onChange={setPassword}
        type="password"
        name="password"
        autoComplete="current-password"
        maxLength={256}
      />
      {problem === null ? null : <SignInProblem problem={problem} />}
      <Button
        data-testid="sign-in-submit"
        type="submit"
        variant="primary"
        size="lg"
        isWide
        isPending={isPending}
      >
        {t('signIn.submit')}
      </Button>
    </form>
  );
}

function SignInProblem({ problem }: { problem: Problem | 'missing' }) {
  const { t } = useTranslation();
  const text = useProblemText();
  if (problem === 'missing')
    return <Notice data-testid="sign-in-problem" tone="refusal" title={t('signIn.missing')} />;
  // A slug or name that cannot exist is as wrong as one that does not.
  const said = problem.code === 'request/invalid' ? { ...problem, code: 'auth/wrong-credentials' } : problem;
  const { title, text: todo } = text(said);
  return (
    <Notice data-testid="sign-in-problem" tone={isAway(problem) ? 'warn' : 'refusal'} title={title}>
      {todo}
    </Notice>
  );
}
