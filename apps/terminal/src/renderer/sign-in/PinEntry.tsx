import { announce, Brand, Keypad, PinDots, useFormat } from '@beaveros/ui';
import { type Id, type Instant, instant, isFault } from '@beaveros/kit';
import type { IpcRefusal } from '@beaveros/protocol/ipc';
import type { TFunction } from 'i18next';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeepFocus } from '../app/KeepFocus.tsx';
import { Problems } from '../faults/Problems.tsx';
import { clearProblem, sayFault } from '../faults/problem-store.ts';
import { refusalText } from '../faults/refusal-text.ts';
import { useTill } from '../till/use-till.ts';
import { Initials } from './Initials.tsx';
import {
  canSubmit,
  dotsOf,
  NO_PIN,
  type PinState,
  refused,
  unlocked,
  withDigit,
  withoutDigit,
} from './pin-state.ts';
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
  const pad = useRef<HTMLElement>(null);
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
    <section
      ref={pad}
      tabIndex={-1}
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
    </section>
  );
}

/** One line of reserved height: nothing moves when a PIN was wrong. A lock counts down in place. */
function PinMessage({ pin, onUnlocked }: { readonly pin: PinState; readonly onUnlocked: () => void }) {
  const { t } = useTranslation();
  const { refusal, lockedUntil } = pin;
  const isRefused = refusal !== null;
  return (
    <output
      aria-live={lockedUntil === null ? 'polite' : 'off'}
      className={`block min-h-12 text-center tabular-nums ${isRefused ? 'font-medium text-danger' : 'text-ink-2'}`}
      data-testid={isRefused ? 'problem' : undefined}
    >
      {lockedUntil === null ? wordsOf(t, refusal) : <LockClock until={lockedUntil} onOver={onUnlocked} />}
    </output>
  );
}

function wordsOf(t: TFunction, refusal: IpcRefusal | null): string {
  if (refusal === null) return t('signIn.enter');
  if (refusal.code === 'core/pin-wrong') return t('signIn.wrong', { triesLeft: refusal.triesLeft });
  const { title, text } = refusalText(t, refusal);
  return `${title}. ${text}`;
}

/** Finer than the second it shows, so that no second is shown twice. */
const TICK_MS = 250;

/** The seconds of a lock, counting down; `onOver` when they are over. */
function LockClock({ until, onOver }: { readonly until: Instant; readonly onOver: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now, setNow] = useState(() => Date.now());
  const tick = useEffectEvent(() => {
    setNow(Date.now());
    if (Date.now() >= until) onOver();
  });
  const say = useEffectEvent(() => announce(t('signIn.locked', { clock: format.clock(until - now) })));
  // A lock ends by time alone: nobody presses anything. It is said once, not each second.
  useEffect(() => {
    say();
    const timer = setInterval(() => tick(), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const secondsLeft = Math.max(0, Math.ceil((until - now) / 1_000));
  return t('signIn.locked', { clock: format.clock(secondsLeft * 1_000) });
}
