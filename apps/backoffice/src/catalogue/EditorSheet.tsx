import { Button, ConfirmDialog, Notice, Sheet, useMediaQuery } from '@beaveros/ui';
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem.ts';
import { PHONE } from '../app/media.ts';
import { useProblemText } from '../data/use-problem-text.ts';

export interface EditorSheetProps {
  readonly testId: string;
  readonly saveTestId: string;
  readonly title: string;
  readonly size?: 'md' | 'lg';
  readonly isDirty: boolean;
  readonly isPending: boolean;
  /** False: everything is shown, nothing can be changed. */
  readonly mayManage: boolean;
  readonly problem: Problem | null;
  readonly onSave: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A sheet in which one thing of the catalogue is changed: Enter or Save saves, and nothing typed is lost by a slip. */
export function EditorSheet(props: EditorSheetProps) {
  const {
    testId,
    saveTestId,
    title,
    size = 'md',
    isDirty,
    isPending,
    mayManage,
    problem,
    onSave,
    onClose,
  } = props;
  const { t } = useTranslation();
  const isPhone = useMediaQuery(PHONE);
  const [isLeaving, setLeaving] = useState(false);
  const text = useProblemText();
  const leave = (): void => {
    if (isDirty && mayManage) setLeaving(true);
    else onClose();
  };
  const form = useRef<HTMLFormElement>(null);
  const save = (): void => {
    onSave();
    // What is wrong is marked in the next frame, and may be out of sight.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  return (
    <Sheet
      data-testid={testId}
      isOpen
      onClose={leave}
      title={title}
      size={isPhone ? 'full' : size}
      side="end"
      footer={
        mayManage ? (
          <>
            {problem === null ? null : (
              <Notice
                data-testid="editor-problem"
                className="basis-full"
                tone="refusal"
                title={text(problem).title}
              >
                {text(problem).text}
              </Notice>
            )}
            <Button onPress={leave}>{t('common.cancel')}</Button>
            <Button
              data-testid={saveTestId}
              variant="primary"
              isDisabled={!isDirty}
              isPending={isPending}
              onPress={save}
            >
              {t('common.save')}
            </Button>
          </>
        ) : null
      }
    >
      <form
        ref={form}
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (mayManage && isDirty && !isPending) save();
        }}
      >
        {mayManage ? null : (
          <Notice tone="info" title={t('common.readOnlyTitle')}>
            {t('common.readOnly')}
          </Notice>
        )}
        {/* What may not be changed is still to be read: no dimming. */}
        <fieldset
          disabled={!mayManage}
          className={mayManage ? 'contents' : 'contents [&_[data-disabled]]:opacity-100!'}
        >
          {props.children}
        </fieldset>
        {/* A form of several fields is sent by Enter only when it has a submit button. */}
        <button type="submit" hidden aria-label={t('common.save')} />
      </form>
      <ConfirmDialog
        isOpen={isLeaving}
        title={t('item.discardTitle')}
        text={t('item.discardText')}
        confirm={t('item.discard')}
        tone="danger"
        onConfirm={() => {
          setLeaving(false);
          onClose();
        }}
        onClose={() => setLeaving(false)}
      />
    </Sheet>
  );
}
