import { IconButton, ToggleButton } from '@beaveros/ui';
import { ListOrdered, RotateCcw, Settings } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useHands } from '../app/kitchen-hands.ts';
import { change, changeSettings, useKitchen } from '../app/kitchen-store.ts';
import { Pager, type PagerProps } from './Pager.tsx';
import { StationFilter } from './StationFilter.tsx';
import { UndoSlot } from './UndoSlot.tsx';

/** What hands reach for: undo, station, pages, counts, recall, settings. Each has its place and keeps it. */
export function BottomBar(props: PagerProps) {
  const { t } = useTranslation();
  const hands = useHands();
  const hasAllDay = useKitchen((state) => state.settings.hasAllDay);
  return (
    <footer className="flex min-h-18 shrink-0 flex-wrap items-center gap-3 border-t border-line bg-surface px-3 py-2">
      <UndoSlot />
      <StationFilter />
      <div className="ms-auto flex shrink-0 items-center gap-2">
        <Pager {...props} />
        <ToggleButton
          data-testid="all-day-toggle"
          size="lg"
          className="px-3.5!"
          icon={<ListOrdered />}
          label={t('bar.allDay')}
          isSelected={hasAllDay}
          onChange={(isOn) => changeSettings({ hasAllDay: isOn })}
        />
        <IconButton
          data-testid="open-recall"
          variant="secondary"
          size="lg"
          icon={<RotateCcw />}
          label={t('bar.recall')}
          onPress={hands.openRecall}
        />
        <IconButton
          data-testid="open-settings"
          variant="secondary"
          size="lg"
          icon={<Settings />}
          label={t('bar.settings')}
          onPress={() => change({ sheet: 'settings' })}
        />
      </div>
    </footer>
  );
}
