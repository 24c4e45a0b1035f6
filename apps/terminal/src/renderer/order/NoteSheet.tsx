import { Button, Sheet, TextField } from '@beaveros/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closeSheet } from './order-store.ts';

export interface NoteSheetProps {
  readonly title: string;
  readonly note: string | null;
  /** null takes it away. */
  readonly onSave: (note: string | null) => void;
}

/** A line of the receipt and of the kitchen's ticket. */
const NOTE_MAX = 200;

/** What the kitchen, or whoever reads the receipt, should know. */
export function NoteSheet({ title, note, onSave }: NoteSheetProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(note ?? '');
  const save = (value: string): void => {
    closeSheet();
    const next = value.trim() === '' ? null : value.trim();
    if (next !== note) onSave(next);
  };
  return (
    <Sheet isOpen onClose={closeSheet} title={title} side="center" size="sm" data-testid="note-sheet">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save(text);
        }}
      >
        <TextField
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the one field of what was just opened.
          autoFocus
          label={t('sell.order.noteLabel')}
          hint={t('sell.options.noteHint')}
          value={text}
          onChange={setText}
          maxLength={NOTE_MAX}
          data-testid="note-text"
        />
        <div className="flex flex-wrap justify-end gap-3">
          {note !== null && (
            <Button variant="quiet" size="lg" onPress={() => save('')} data-testid="note-remove">
              {t('sell.order.remove')}
            </Button>
          )}
          <Button variant="primary" size="lg" type="submit" data-testid="note-save">
            {t('sell.order.save')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
