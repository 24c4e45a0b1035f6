/** What a message is about. A tone is never said by colour alone: an icon or a word stands beside it. */
export type Tone = 'neutral' | 'brand' | 'info' | 'ok' | 'warn' | 'danger';

/** Tinted ground and its text, for each tone. */
export const SOFT_TONE: Record<Tone, string> = {
  neutral: 'bg-sunken text-ink-2',
  brand: 'bg-brand-soft text-brand-strong',
  info: 'bg-info-soft text-info',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
};

/** The tone as a text colour on canvas or surface. */
export const TEXT_TONE: Record<Tone, string> = {
  neutral: 'text-ink',
  brand: 'text-brand',
  info: 'text-info',
  ok: 'text-ok',
  warn: 'text-warn',
  danger: 'text-danger',
};
