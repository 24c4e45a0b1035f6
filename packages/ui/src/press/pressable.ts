/** How what can be pressed looks. Every pressable part of this room takes its states from here. */
export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

/** Down without delay, up with a breath: the transition runs only when the finger has left. */
const MOTION =
  'transition-[background-color,border-color,color] duration-quick ease-calm data-pressed:duration-0 cursor-default';
const DISABLED = 'data-disabled:opacity-45 data-disabled:saturate-50';

/** `quiet` takes the colour around it, so that it may stand on any ground: a notice, a toast. */
const VARIANT: Record<ButtonVariant, string> = {
  primary:
    'bg-brand text-on-brand data-hovered:bg-brand-strong data-pressed:bg-brand-strong data-pressed:inset-ring-2 data-pressed:inset-ring-ink/20',
  secondary:
    'border border-line bg-control text-ink data-hovered:border-line-strong data-pressed:border-line-strong data-pressed:bg-ink/8',
  quiet: 'data-hovered:bg-ink/6 data-pressed:bg-ink/12',
  danger:
    'bg-danger-solid text-on-danger data-hovered:brightness-95 data-pressed:brightness-85 data-pressed:inset-ring-2 data-pressed:inset-ring-ink/20',
};

/** The classes of a pressable part: colours by variant, the pressed, disabled and pending states. */
export function pressable(variant: ButtonVariant): string {
  return `${MOTION} ${DISABLED} ${VARIANT[variant]}`;
}

/** A part that is chosen or not (chips, cards, segments): quiet until chosen. */
export const CHOOSABLE = `${MOTION} ${DISABLED} border border-line bg-control text-ink data-hovered:border-line-strong data-pressed:bg-ink/8 data-selected:border-brand data-selected:bg-brand-soft data-selected:text-brand-strong`;
