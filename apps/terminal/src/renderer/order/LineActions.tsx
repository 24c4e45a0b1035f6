import { Button, IconButton } from '@beaveros/ui';
import { Minus, Plus, StickyNote, Tag, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useViewStore } from '../app/view-store.ts';
import { askNote, askPrice, askVoid, moreOfMarked } from './marked-line.ts';

/**
 * What can be done to the marked line, in it. The common press (one less, one more) stands at its beginning, the void at the
 * far end. They stay the same from line to line: only what they are in changes.
 */
export const LineActions = memo(function LineActions({ hasLess }: { readonly hasLess: boolean }) {
  const { t } = useTranslation();
  const mayOverride = useViewStore(
    (state) => state.person?.permissions.includes('can_override_price') === true,
  );
  return (
    <div className="flex flex-wrap items-center gap-2 px-2 pb-2">
      <IconButton
        variant="secondary"
        icon={<Minus />}
        label={t('sell.order.less')}
        isDisabled={!hasLess}
        onPress={() => moreOfMarked(-1)}
        data-testid="line-less"
      />
      <IconButton
        variant="secondary"
        icon={<Plus />}
        label={t('sell.order.more')}
        onPress={() => moreOfMarked(1)}
        data-testid="line-more"
      />
      <Button
        variant="quiet"
        icon={<StickyNote aria-hidden />}
        onPress={askNote}
        className="px-2"
        data-testid="line-note"
      >
        {t('sell.order.lineNote')}
      </Button>
      {mayOverride && (
        <Button
          variant="quiet"
          icon={<Tag aria-hidden />}
          onPress={askPrice}
          className="px-2"
          data-testid="line-price"
        >
          {t('sell.order.linePrice')}
        </Button>
      )}
      <IconButton
        icon={<Trash2 className="text-danger" />}
        label={t('sell.order.void')}
        onPress={askVoid}
        className="ms-auto"
        data-testid="line-void"
      />
    </div>
  );
});
