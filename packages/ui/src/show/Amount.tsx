import type { Currency } from '@beaveros/kit';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { useFormat } from '../format/format-context.tsx';
import { TEXT_TONE, type Tone } from '../say/tones.ts';

export interface AmountProps extends CommonProps {
  /** An integer of the currency's minor unit. */
  readonly minor: number;
  /** Only where it is not the store's own. */
  readonly currency?: Currency | undefined;
  readonly size?: 'sm' | 'md' | 'lg' | 'xl' | 'hero';
  readonly tone?: Tone;
}

const SIZE = {
  sm: 'text-sm font-medium',
  md: 'text-base font-medium',
  lg: 'text-xl font-semibold',
  xl: 'text-3xl font-semibold',
  hero: 'text-hero font-semibold',
} as const;

/** Money. Takes the colour around it unless it has a tone. */
export function Amount({ minor, currency, size = 'md', tone, className, ...common }: AmountProps) {
  const format = useFormat();
  return (
    <span
      {...passedOn(common)}
      dir="ltr" // Or a right-to-left page would move the sign and the currency to the other end.
      className={classNames('whitespace-nowrap tabular-nums', SIZE[size], tone && TEXT_TONE[tone], className)}
    >
      {format.money(minor, currency)}
    </span>
  );
}
