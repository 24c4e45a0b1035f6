import { Pill, type Tone } from '@beaveros/ui';

export interface StateRowProps {
  readonly name: string;
  readonly detail?: string | null;
  readonly state: string;
  readonly tone: Tone;
}

/** One thing and how it stands. */
export function StateRow({ name, detail = null, state, tone }: StateRowProps) {
  return (
    <li className="flex min-h-10 items-center justify-between gap-4 border-b border-line py-1 last:border-b-0">
      <span className="min-w-0">
        <span className="block truncate">{name}</span>
        {detail !== null && <span className="block text-xs text-ink-2">{detail}</span>}
      </span>
      <Pill tone={tone} className="bg-transparent! px-0!">
        {state}
      </Pill>
    </li>
  );
}
