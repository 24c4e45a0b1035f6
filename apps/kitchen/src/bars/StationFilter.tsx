import { Segmented } from '@beaveros/ui';
import { memo, useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { changeSettings, useKitchen } from '../app/kitchen-store.ts';
import type { TicketView } from '../board/ticket.ts';
import type { Stations } from '../line/till-name.ts';

const ALL = 'all';

/** Whose tickets hang here: one station's, or all of them for who sends the food out. */
export function StationFilter() {
  const stations = useKitchen((state) => state.stations);
  const station = useKitchen((state) => state.settings.station);
  // A new ticket is painted first; the counts follow in the next frame.
  const tickets = useDeferredValue(useKitchen((state) => state.shown.all));
  return stations.length < 2 ? null : <Filter {...{ stations, station, tickets }} />;
}

interface FilterProps {
  readonly stations: Stations;
  readonly station: string | null;
  readonly tickets: readonly TicketView[];
}

const Filter = memo(function Filter({ stations, station, tickets }: FilterProps) {
  const { t } = useTranslation();
  const options = useMemo(() => {
    const count = (id: string): number => tickets.filter((ticket) => ticket.station.id === id).length;
    // Named by their name, as people and tests call them; two of one name by their id.
    const named = new Map(stations.map(({ id, name }) => [name, id] as const));
    return stations.map(({ id, name }) => ({
      value: named.get(name) === id ? name : id,
      label: name,
      count: count(id),
      id,
    }));
  }, [stations, tickets]);
  return (
    <div className="min-w-0 flex-1 overflow-x-auto [scrollbar-width:none]">
      <Segmented
        data-testid="station"
        label={t('bar.stations')}
        options={[
          { value: ALL, label: t('bar.all'), count: tickets.length },
          ...options.map(({ value, label, count }) => ({ value, label, count })),
        ]}
        value={options.find(({ id }) => id === station)?.value ?? ALL}
        onChange={(value) =>
          changeSettings({ station: options.find((option) => option.value === value)?.id ?? null })
        }
        className="[&_button]:min-h-12 [&_button]:px-3 xl:[&_button]:px-4 [&_button]:text-base"
      />
    </div>
  );
});
