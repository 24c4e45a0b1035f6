import { ReasonSheet } from '@beaveros/ui';
import { useTranslation } from 'react-i18next';
import { useOrderDesk } from '../guess/order-desk.ts';
import { voidMarked } from './marked-line.ts';
import { NoteSheet } from './NoteSheet.tsx';
import { closeSheet, useOrderStore } from './order-store.ts';
import { PriceSheet } from './PriceSheet.tsx';

/** Why a line that the kitchen knows is voided, the usual ones first. */
const VOID_REASONS = ['mind', 'wrong', 'slow', 'gone', 'spoilt'] as const;

/** What is asked about a line or the order; one at a time. */
export function LineSheets() {
  const { t } = useTranslation();
  const sheet = useOrderStore((state) => state.sheet);
  const orderNote = useOrderDesk(({ view }) => view?.note ?? null);
  switch (sheet?.kind) {
    case undefined:
      return null;
    case 'order-note':
      return (
        <NoteSheet
          title={t('sell.order.note')}
          note={orderNote}
          onSave={(note) => useOrderDesk.getState().setOrderNote(note)}
        />
      );
    case 'note':
      return (
        <NoteSheet
          title={t('sell.order.noteOf', { name: sheet.line.name })}
          note={sheet.line.note}
          onSave={(note) => useOrderDesk.getState().setNote(sheet.line.line, note)}
        />
      );
    case 'price':
      return <PriceSheet line={sheet.line} />;
    case 'void':
      return (
        <ReasonSheet
          isOpen
          title={t('sell.order.voidTitle', { name: sheet.line.name })}
          reasons={VOID_REASONS.map((reason) => t(`sell.order.reason.${reason}`))}
          onChoose={(reason) => {
            closeSheet();
            voidMarked(sheet.line.line, reason);
          }}
          onClose={closeSheet}
          data-testid="void-sheet"
        />
      );
  }
}
