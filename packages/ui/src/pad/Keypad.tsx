import { CornerDownLeft, Delete } from 'lucide-react';
import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { Button as AriaButton, Group } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { type ButtonVariant, pressable } from '../press/pressable.ts';
import { type KeypadDigit, keyMeaning } from './key-meaning.ts';

export interface KeypadProps extends CommonProps {
  /** What is being entered, for a screen reader. */
  readonly label: string;
  /** Called when a key goes down, not up: two thumbs type faster than they lift. */
  readonly onDigit: (digit: KeypadDigit) => void;
  readonly onDelete: () => void;
  readonly onClear?: (() => void) | undefined;
  readonly onSubmit?: (() => void) | undefined;
  /** The words of the submit key; a return arrow when absent. */
  readonly submitLabel?: string | undefined;
  readonly isSubmitDisabled?: boolean | undefined;
  /** What stands left of the zero. */
  readonly extra?: '00' | '.' | null | undefined;
  /** Digits, Backspace, Escape and Enter of a real keyboard count too, unless somebody is typing in a field. */
  readonly hasKeyboard?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** A number pad. Keys grow with the room they are given and are never smaller than 64 x 56 px. */
export function Keypad(props: KeypadProps) {
  const { label, onDigit, onDelete, onClear, onSubmit, extra = null, isDisabled = false } = props;
  const { t } = useTranslation('ui');
  useKeyboard(props);
  const clear = onClear ? (
    <Key
      name="clear"
      variant="quiet"
      onDown={onClear}
      isDisabled={isDisabled}
      content={<span className="text-base">{t('clear')}</span>}
    />
  ) : (
    <span />
  );
  return (
    <Group
      {...passedOn(props)}
      aria-label={label}
      dir="ltr" // A number pad is the same everywhere: 1 2 3, also where words run from the right.
      className={classNames(
        'grid grid-cols-[repeat(3,minmax(4rem,1fr))] auto-rows-[minmax(3.5rem,1fr)] gap-2',
        props.className,
      )}
    >
      {DIGITS.map((digit) => (
        <Key key={digit} name={digit} onDown={() => onDigit(digit)} isDisabled={isDisabled} content={digit} />
      ))}
      {extra === null ? (
        clear
      ) : (
        <Key
          name={extra === '.' ? 'point' : extra}
          label={extra === '.' ? t('point') : undefined}
          onDown={() => onDigit(extra)}
          isDisabled={isDisabled}
          content={extra}
        />
      )}
      <Key name="0" onDown={() => onDigit('0')} isDisabled={isDisabled} content="0" />
      <Key
        name="delete"
        label={t('delete')}
        variant="quiet"
        onDown={onDelete}
        isDisabled={isDisabled}
        content={<Delete />}
      />
      {extra !== null && onClear ? clear : null}
      {onSubmit ? (
        <AriaButton
          data-testid="key-submit"
          aria-label={props.submitLabel ?? t('enter')}
          onPress={onSubmit}
          isDisabled={isDisabled || (props.isSubmitDisabled ?? false)}
          className={classNames(
            'grid place-items-center rounded-control text-lg font-semibold [&_svg]:size-6',
            extra !== null && onClear ? 'col-span-2' : 'col-span-3',
            pressable('primary'),
          )}
        >
          {props.submitLabel ?? <CornerDownLeft aria-hidden="true" />}
        </AriaButton>
      ) : null}
    </Group>
  );
}

interface KeyProps {
  readonly name: string;
  readonly label?: string | undefined;
  readonly variant?: ButtonVariant;
  readonly isDisabled: boolean;
  readonly onDown: () => void;
  readonly content: ReactNode;
}

function Key({ name, label, variant = 'secondary', isDisabled, onDown, content }: KeyProps) {
  return (
    <AriaButton
      data-testid={`key-${name}`}
      {...(label !== undefined && { 'aria-label': label })}
      onPressStart={onDown}
      isDisabled={isDisabled}
      className={classNames(
        'grid place-items-center rounded-control text-xl font-medium tabular-nums [&_svg]:size-6',
        pressable(variant),
      )}
    >
      {content}
    </AriaButton>
  );
}

/** Listens on the window, because nothing on a pad needs the focus. */
function useKeyboard(props: KeypadProps): void {
  const { hasKeyboard = false, isDisabled = false } = props;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const meaning = keyMeaning(event.key, {
      place: placeOf(event.target),
      extra: props.extra ?? null,
      canClear: props.onClear !== undefined,
      canSubmit: props.onSubmit !== undefined && !props.isSubmitDisabled,
    });
    if (meaning === null) return;
    event.preventDefault();
    if (meaning.kind === 'digit') props.onDigit(meaning.digit);
    else if (meaning.kind === 'delete') props.onDelete();
    else if (meaning.kind === 'clear') props.onClear?.();
    else props.onSubmit?.();
  });
  // The window is outside React: it is listened to only while this pad takes the keyboard.
  useEffect(() => {
    if (!hasKeyboard || isDisabled) return;
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [hasKeyboard, isDisabled]);
}

function placeOf(target: EventTarget | null): 'field' | 'button' | 'elsewhere' {
  if (!(target instanceof HTMLElement)) return 'elsewhere';
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return 'field';
  return target.closest('button, a, [role="button"]') === null ? 'elsewhere' : 'button';
}
