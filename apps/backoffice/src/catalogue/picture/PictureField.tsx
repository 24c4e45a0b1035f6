import { Button, Notice, Picture } from '@beaveros/ui';
import { ImagePlus, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/problem.ts';
import { useServices } from '../../app/services.tsx';
import { useProblemText } from '../../data/use-problem-text.ts';
import { shrinkPicture } from './shrink-picture.ts';
import { usePicture } from './use-picture.ts';

/** The picture of an item: chosen from disk, made small here, kept by the catalogue, named by its content. */
export function PictureField({
  name,
  color,
  imageUrl,
  mayManage,
  onChange,
}: {
  readonly name: string;
  readonly color: string | null;
  readonly imageUrl: string | null;
  readonly mayManage: boolean;
  readonly onChange: (imageUrl: string | null) => void;
}) {
  const { t } = useTranslation();
  const { api } = useServices();
  const input = useRef<HTMLInputElement>(null);
  const src = usePicture(imageUrl);
  const text = useProblemText();
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | 'unreadable' | null>(null);

  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setPending(true);
    setProblem(null);
    const small = await shrinkPicture(file);
    const answer = small.ok ? await api.call('createPicture', { body: small.value }) : null;
    setPending(false);
    if (answer === null) setProblem('unreadable');
    else if (answer.ok) onChange(answer.value.url);
    else setProblem(answer.refusal);
  };

  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm font-medium text-ink-2">{t('item.picture')}</p>
      <div className="flex items-center gap-4">
        <Picture
          src={src}
          color={color}
          name={name === '' ? '?' : name}
          className="size-24 shrink-0 rounded-card"
        />
        {mayManage ? (
          <div className="flex flex-col items-start gap-2">
            <div className="flex flex-wrap gap-2">
              <Button
                data-testid="item-picture"
                icon={<ImagePlus />}
                isPending={isPending}
                onPress={() => input.current?.click()}
              >
                {imageUrl === null ? t('item.choosePicture') : t('item.replacePicture')}
              </Button>
              {imageUrl === null ? null : (
                <Button
                  data-testid="item-picture-remove"
                  variant="quiet"
                  icon={<Trash2 />}
                  onPress={() => onChange(null)}
                >
                  {t('item.removePicture')}
                </Button>
              )}
            </div>
            <p className="text-sm text-ink-3">{t('item.pictureHint')}</p>
          </div>
        ) : null}
      </div>
      <input
        ref={input}
        data-testid="item-picture-file"
        type="file"
        accept="image/*"
        hidden
        onChange={(event) => {
          void choose(event.target.files?.[0]);
          // The same file can be chosen again.
          event.target.value = '';
        }}
      />
      {problem === null ? null : problem === 'unreadable' ? (
        <Notice tone="refusal" title={t('item.pictureWrong')} />
      ) : (
        <Notice tone="refusal" title={text(problem).title}>
          {text(problem).text}
        </Notice>
      )}
    </div>
  );
}
