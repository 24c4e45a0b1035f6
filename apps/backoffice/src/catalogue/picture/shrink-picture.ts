import { ok, type Refusal, type Result, refuse } from '@beaveros/kit';
import { PICTURE_BYTES_MAX } from '@beaveros/protocol/gateway';
import type { Body } from '../../api/routes.ts';
import { fitWithin, SIDE_MAX } from './fit.ts';

export type ShrinkRefusal = Refusal<'not-a-picture' | 'too-large'>;

/** Fine first; a noisy photograph that is still too large at the last is refused. 512 px never get that far. */
const QUALITIES = [0.86, 0.7, 0.5] as const;
/** Safari writes no WebP and answers another type than asked: then JPEG, which every screen of ours shows too. */
const TYPES = ['image/webp', 'image/jpeg'] as const;

/** A file of a person's disk as the API takes it: at most 512 px, WebP or JPEG, in base64. Runs in a browser. */
export async function shrinkPicture(file: Blob): Promise<Result<Body<'createPicture'>, ShrinkRefusal>> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return refuse({ code: 'not-a-picture' });
  }
  const { width, height } = fitWithin(bitmap, SIDE_MAX);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (context === null) return refuse({ code: 'not-a-picture' });
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  for (const type of TYPES) {
    for (const quality of QUALITIES) {
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
      if (blob === null || blob.type !== type) break;
      if (blob.size <= PICTURE_BYTES_MAX) return ok({ contentType: type, base64: await toBase64(blob) });
    }
  }
  return refuse({ code: 'too-large' });
}

async function toBase64(blob: Blob): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(reader.error ?? new TypeError('a blob was not read')));
    reader.readAsDataURL(blob);
  });
  return url.slice(url.indexOf(',') + 1);
}
