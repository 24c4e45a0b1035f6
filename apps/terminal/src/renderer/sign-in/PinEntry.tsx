import { Brand, Keypad, PinDots, useFormat } from '@beaveros/ui';
import { type Id, instant, isFault } from '@beaveros/kit';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeepFocus } from '../app/KeepFocus.tsx';
import { Problems } from '../faults/Problems.tsx';
import { clearProblem, sayFault } from '../faults/problem-store.ts';
import { refusalText } from '../faults/refusal-text.ts';
import { useTill } from '../till/use-till.ts';
import { Initials } from './Initials.tsx';
import { canSubmit, dotsOf, NO_PIN, type PinState, refused, unlocked, withDigit, withoutDigit } from './pin-state.ts';
import { signIn } from './session.ts';

interface Chosen {
  readonly user: Id<'User'>;
  readonly name: string;
}

/** The PIN pad of the person chosen; a quiet place before one is. */
export function PinEntry({ person }: { readonly person: Chosen | null }) {
  const { t } = useTranslation();
  if (person !== null) return <PinPad person={person} />;
  return (
    <div className="flex h-full flex-col items-center justify-center gap-4 text-ink-3">
      <Brand size="lg" />
      <p className="text-center text-ink-2">{t('signIn.choose')}</p>
    </div>
  );
}

function PinPad({ person }: { readonly person: Chosen }) {
  const { t } = useTranslation();
  const till = useTill();
  const [pin, setPin] = useState(NO_PIN);
  const [isAsking, setAsking] = useState(false);
  const pad = useRef<HTMLDivElement>(null);
  // From the tile to the pad: digits and Enter of a keyboard are the PIN's from now on.
  useEffect(() => pad.current?.focus(), []);
  const submit = (): void => {
    if (isAsking || !canSubmit(pin)) return;
    setAsking(true);
    clearProblem('sign-in');
    signIn(till, { user: person.user, pin: pin.digits })
      .then((refusal) => {
        if (refusal !== null) setPin(refused(refusal, instant(Date.now())));
      })
      .catch((error: unknown) => {
        if (!isFault(error)) throw error;
        setPin(NO_PIN);
        sayFault('sign-in', error);
      })
      .finally(() => setAsking(false));
  };
  return (
    <div
      ref={pad}
      tabIndex={-1}
      role="group"
      aria-label={t('signIn.pinOf', { name: person.name })}
      className="mx-auto flex w-full max-w-sm flex-col items-center gap-5 outline-none"
      data-testid="pin-pad"
    >
      <Initials name={person.name} size="lg" />
      <h2 className="text-lg font-semibold">{person.name}</h2>
      <PinDots length={dotsOf(pin)} filled={pin.digits.length} isWrong={pin.refusal !== null} />
      <PinMessage pin={pin} onUnlocked={() => setPin((now) => unlocked(now, instant(Date.now())))} />
      <KeepFocus className="w-full">
        <Keypad
          label={t('signIn.pinPad')}
          hasKeyboard
          isDisabled={pin.lockedUntil !== null}
          onDigit={(digit) => setPin((now) => withDigit(now, digit))}
          onDelete={() => setPin(withoutDigit)}
          onSubmit={submit}
        />
      </KeepFocus>
      <Problems at="sign-in" />
    </div>
  );
}

/** One line of reserved height: nothing moves when a PIN was wrong. A lock counts down in place. */
function PinMessage({ pin, onUnlocked }: { readonly pin: PinState; readonly onUnlocked: () => void }) {
  const { t } = useTranslation();
  const { clock } = useFormat();
  const leftMs = useTimeLeft(pin.lockedUntil, onUnlocked);
  const { refusal } = pin;
  const text = (): string => {
    if (leftMs !== null) return t('signIn.locked', { clock: clock(leftMs) });
    if (refusal === null) return t('signIn.enter');
    if (refusal.code === 'core/pin-wrong') return t('signIn.wrong', refusal);
    const words = refusalText(t, refusal);
    return `${words.title}. ${words.text}`;
  };
  const isRefused = refusal !== null;
  return (
    <p
      role="status"
      className={`min-h-12 text-center tabular-nums ${isRefused ? 'font-medium text-danger' : 'text-ink-2'}`}
      data-testid={isRefused ? 'problem' : undefined}
    >
      {text()}
    </p>
  );
}

/** Milliseconds until `until`, told each second; null when there is no such instant. */
function useTimeLeft(until: number | null, onOver: () => void): number | null {
  const [now, setNow] = useState(() => Date.now());
  // A lock ends by time alone: nobody presses anything.
  useEffect(() => {
    if (until === null) return;
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= until) onOver();
    }, 250);
    return () => clearInterval(timer);
  }, [until]);
  return until === null ? null : Math.max(0, Math.ceil((until - now) / 1_000) * 1_000);
}
