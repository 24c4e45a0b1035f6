import { classNames } from '../class-names.ts';

/** The shape of what comes from the network. Its size is the caller's. */
export function Skeleton({ className }: { readonly className?: string | undefined }) {
  return (
    <span
      aria-hidden="true"
      className={classNames('block rounded-md bg-ink/8 motion-safe:animate-pulse', className)}
    />
  );
}
