import { readFile } from 'node:fs/promises';

/** Our own drawings; `apps/dev/data/pictures/ATTRIBUTION.md` says how they were made. */
const DIR = new URL('../../data/pictures/', import.meta.url);

/** A picture of the seed as `createPicture` takes it. Fails when there is no such file. */
export async function readSeedPicture(
  name: string,
): Promise<{ readonly contentType: 'image/webp'; readonly base64: string }> {
  const bytes = await readFile(new URL(`${name}.webp`, DIR));
  return { contentType: 'image/webp', base64: bytes.toString('base64') };
}
