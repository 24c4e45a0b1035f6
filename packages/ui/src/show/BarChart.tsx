import { useTranslation } from 'react-i18next';
import { classNames } from '../class-names.ts';
import { type CommonProps, passedOn } from '../common-props.ts';
import { niceTicks } from './nice-ticks.ts';

export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  /** The same bar before (last week's), drawn behind. */
  readonly compare?: number | undefined;
}

export interface BarChartProps extends CommonProps {
  /** The name of the chart; the caption of the table that screen readers get. */
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly formatValue: (value: number) => string;
  /** Of the plot, in CSS px at 100 % text. */
  readonly height?: number;
  /** What the bars in front and behind are; a legend stands above when both are given. */
  readonly valueLabel?: string | undefined;
  readonly compareLabel?: string | undefined;
}

/** As many labels as fit side by side; the others are left out evenly, on a phone half of them again. */
const LABELS_MAX = 12;
const PHONE_LABELS_MAX = 7;

/**
 * Bars over labels, from 0; a negative value has no bar and stands in the table. Widths and heights are shares of the
 * room, so that nothing is measured and nothing moves after the first paint.
 */
export function BarChart(props: BarChartProps) {
  const { bars, formatValue, height = 200, className } = props;
  const ticks = niceTicks(Math.max(0, ...bars.map((bar) => Math.max(bar.value, bar.compare ?? 0))));
  const top = ticks.at(-1) ?? 1;
  const share = (value: number): number => (Math.max(0, value) / top) * 100;
  const every = Math.ceil(bars.length / LABELS_MAX);
  return (
    <figure {...passedOn(props)} className={classNames('relative', className)}>
      <Legend {...props} />
      <div aria-hidden="true" className="grid grid-cols-[auto_1fr] gap-x-3 text-xs text-ink-3 tabular-nums">
        <div className="relative text-end" style={{ height: `${height / 16}rem` }}>
          {/* The widest labels hold the column open; the real ones stand at their heights. */}
          <span className="invisible">{formatValue(top)}</span>
          {ticks.map((tick) => (
            <span
              key={tick}
              className="absolute end-0 translate-y-1/2 whitespace-nowrap"
              style={{ bottom: `${share(tick)}%` }}
            >
              {formatValue(tick)}
            </span>
          ))}
        </div>
        <svg className="h-full w-full overflow-visible rtl:-scale-x-100">
          {ticks.map((tick) => (
            <line
              key={tick}
              x2="100%"
              y1={`${100 - share(tick)}%`}
              y2={`${100 - share(tick)}%`}
              className={tick === 0 ? 'stroke-line-strong' : 'stroke-ink/12'}
              shapeRendering="crispEdges"
            />
          ))}
          {bars.map((bar, at) => (
            <BarPair
              key={bar.key}
              bar={bar}
              share={share}
              start={(at * 100) / bars.length}
              room={100 / bars.length}
            />
          ))}
        </svg>
        <span />
        <div className="mt-2 flex">
          {bars.map((bar, at) => (
            <span
              key={bar.key}
              className={classNames(
                'flex w-0 flex-1 justify-center whitespace-nowrap',
                at % (2 * every) !== 0 && bars.length > PHONE_LABELS_MAX && 'max-sm:invisible',
              )}
            >
              {at % every === 0 ? bar.label : null}
            </span>
          ))}
        </div>
      </div>
      <NumbersTable {...props} />
    </figure>
  );
}

interface BarPairProps {
  readonly bar: Bar;
  readonly share: (value: number) => number;
  /** Where the pair's room starts and how much it has, in percent of the plot. */
  readonly start: number;
  readonly room: number;
}

/** Now in front; before behind it, wider and pale, with a cap that can be seen over a taller bar's colour too. */
function BarPair({ bar, share, start, room }: BarPairProps) {
  const rect = (value: number, inset: number) => ({
    x: `${start + room * inset}%`,
    width: `${room * (1 - 2 * inset)}%`,
    y: `${100 - share(value)}%`,
  });
  return (
    <g>
      {bar.compare === undefined || bar.compare <= 0 ? null : (
        <rect {...rect(bar.compare, 0.12)} height={`${share(bar.compare)}%`} className="fill-ink/12" rx="2" />
      )}
      {bar.value <= 0 ? null : (
        <rect {...rect(bar.value, 0.24)} height={`${share(bar.value)}%`} className="fill-brand" rx="2" />
      )}
      {bar.compare === undefined || bar.compare <= 0 ? null : (
        <rect {...rect(bar.compare, 0.12)} height="2" className="fill-ink-3" />
      )}
    </g>
  );
}

function Legend({ valueLabel, compareLabel }: BarChartProps) {
  if (valueLabel === undefined || compareLabel === undefined) return null;
  return (
    <div
      aria-hidden="true"
      className="mb-4 flex flex-wrap justify-end gap-x-5 gap-y-1 text-xs font-medium text-ink-2"
    >
      <span className="inline-flex items-center gap-2">
        <span className="size-3 rounded-sm bg-brand" />
        {valueLabel}
      </span>
      <span className="inline-flex items-center gap-2">
        <span className="size-3 border-t-2 border-ink-3 bg-ink/12" />
        {compareLabel}
      </span>
    </div>
  );
}

function NumbersTable({ label, bars, formatValue, valueLabel, compareLabel }: BarChartProps) {
  const { t } = useTranslation('ui');
  const hasCompare = bars.some((bar) => bar.compare !== undefined);
  return (
    <table className="sr-only">
      <caption>{label}</caption>
      <thead>
        <tr>
          <th scope="col">{t('bar')}</th>
          <th scope="col">{valueLabel ?? t('value')}</th>
          {hasCompare ? <th scope="col">{compareLabel ?? t('compare')}</th> : null}
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key}>
            <th scope="row">{bar.label}</th>
            <td>{formatValue(bar.value)}</td>
            {hasCompare ? <td>{bar.compare === undefined ? '' : formatValue(bar.compare)}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
