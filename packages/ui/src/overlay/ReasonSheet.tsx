import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CommonProps, passedOn } from '../common-props.ts';
import { TextField } from '../fields/TextField.tsx';
import { Button } from '../press/Button.tsx';
import { Sheet } from './Sheet.tsx';

export interface ReasonSheetProps extends CommonProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** The quick ones, in the order they are given. */
  readonly reasons: readonly string[];
  /** With a quick reason as it stands, or what was typed, trimmed and not empty. */
  readonly onChoose: (reason: string) => void;
  readonly onClose: () => void;
}

/** Longer than any reason a person gives at a till, short enough for a receipt and a report's column. */
const REASON_CHARACTERS_MAX = 120;

/** Asks why: one press for the usual reasons, a line for another. */
export function ReasonSheet(props: ReasonSheetProps) {
  const { isOpen, title, onClose } = props;
  return (
    <Sheet {...passedOn(props)} isOpen={isOpen} onClose={onClose} title={title} size="sm" side="center">
      <Reasons reasons={props.reasons} onChoose={props.onChoose} />
    </Sheet>
  );
}

/** Lives only while the sheet is open, so that it always opens empty. */
function Reasons({ reasons, onChoose }: Pick<ReasonSheetProps, 'reasons' | 'onChoose'>) {
  const { t } = useTranslation('ui');
  const [text, setText] = useState('');
  const own = text.trim();
  return (
    <div className="flex flex-col gap-2">
      {reasons.map((reason) => (
        <Button
          key={reason}
          data-testid="reason"
          size="lg"
          isWide
          className="justify-start"
          onPress={() => onChoose(reason)}
        >
          {reason}
        </Button>
      ))}
      <form
        className="mt-3 flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (own !== '') onChoose(own);
        }}
      >
        <TextField
          data-testid="reason-text"
          label={t('otherReason')}
          value={text}
          onChange={setText}
          maxLength={REASON_CHARACTERS_MAX}
        />
        <Button data-testid="reason-use" type="submit" variant="primary" size="lg" isDisabled={own === ''}>
          {t('useReason')}
        </Button>
      </form>
    </div>
  );
}
