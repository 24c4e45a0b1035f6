import { useId } from 'react';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';

export interface BrandProps extends CommonProps {
  /** Height of the mark: 24, 32, 48 px. */
  readonly size?: 'sm' | 'md' | 'lg';
  /** The tail without the name. */
  readonly isMarkOnly?: boolean;
}

const MARK = { sm: 'size-6', md: 'size-8', lg: 'size-12' } as const;
const NAME = { sm: 'text-base', md: 'text-lg', lg: 'text-2xl' } as const;
const GAP = { sm: 'gap-2', md: 'gap-2.5', lg: 'gap-3.5' } as const;

/** The mark and the name: a beaver's tail, and "BeaverOS". Nothing else may stand in the mark's tile. */
export function Brand({ size = 'md', isMarkOnly = false, className, ...common }: BrandProps) {
  return (
    <span
      {...passedOn(common)}
      className={classNames('relative inline-flex items-center', GAP[size], className)}
    >
      <Mark className={MARK[size]} />
      {isMarkOnly ? (
        <span className="sr-only">BeaverOS</span>
      ) : (
        <span className={classNames('font-semibold tracking-tight text-ink', NAME[size])}>
          Beaver<span className="text-brand">OS</span>
        </span>
      )}
    </span>
  );
}

/** Upright, from the tile's lower edge; the mark turns it. Drawn beyond the edge, so that the turn leaves no gap. */
const TAIL =
  'M16 3.5c5.2 0 8.6 4 8.6 9.3 0 7-3.600 12.2-4.6 22.2h-8c-1-10-4.6-15.2-4.6-22.2 0-5.300 3.400-9.3 8.6-9.3Z';
const SCALES = Array.from({ length: 12 }, (_, at) => {
  const y = (at - 5) * 6;
  return `M0 ${y}l32 29M32 ${y}l-32 29`;
}).join('');

/** A raised tail on a tile. The scales are cut out of it, so that the tile shows through in every theme. */
function Mark({ className }: { className: string }) {
  const id = useId();
  return (
    <svg viewBox="0 0 32 32" className={classNames('shrink-0', className)} aria-hidden="true">
      <clipPath id={`${id}tile`}>
        <rect width="32" height="32" rx="9" />
      </clipPath>
      <mask id={`${id}tail`}>
        <path fill="#fff" d={TAIL} />
        <path stroke="#000" strokeWidth="1.1" d={SCALES} />
      </mask>
      <g clipPath={`url(#${id}tile)`}>
        <rect width="32" height="32" className="fill-brand" />
        <g transform="rotate(30 16 16)">
          <rect x="-9" y="-9" width="50" height="50" mask={`url(#${id}tail)`} className="fill-on-brand" />
        </g>
      </g>
    </svg>
  );
}
