import { memo, useState } from 'react';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { hueOf, initials } from './initials.ts';

export interface PictureProps extends CommonProps {
  readonly src?: string | null | undefined;
  /** Any CSS colour; one made from the name when absent. */
  readonly color?: string | null | undefined;
  readonly name: string;
}

/**
 * A photo that fills the room it is given; a tile with initials while there is none. All tiles of a theme are equally
 * light, whatever colour the shop chose, so that ink can be read on each. Silent to a screen reader: the name always
 * stands beside it.
 */
export const Picture = memo(function Picture({ src, color, name, className, ...common }: PictureProps) {
  const [failed, setFailed] = useState<string | null>(null);
  const isShown = src !== null && src !== undefined && src !== failed;
  const tint = color ?? `oklch(0.7 0.12 ${hueOf(name)})`;
  return (
    <span
      {...passedOn(common)}
      aria-hidden="true"
      className={classNames(
        '@container-[size] relative grid place-items-center overflow-hidden text-ink',
        className,
      )}
      style={{ background: `oklch(from ${tint} var(--tile-lightness) min(c * 0.55, 0.055) h)` }}
    >
      {isShown ? (
        <img
          src={src}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          // Shown when it has come: a browser draws a torn picture for the frame before it says so.
          onLoad={(event) => {
            event.currentTarget.style.opacity = '1';
          }}
          onError={() => setFailed(src)}
          className="absolute inset-0 size-full object-cover opacity-0"
        />
      ) : (
        <span className="text-[length:clamp(0.8125rem,32cqmin,3rem)] leading-none font-semibold tracking-tight">
          {initials(name)}
        </span>
      )}
    </span>
  );
});
