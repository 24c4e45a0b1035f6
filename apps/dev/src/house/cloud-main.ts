// The cloud as a process of the house: what cloud/host/src/main.ts runs, and an operator's desk on the channel to the
// parent, because making a tenant has no route.
import { type Cloud, startCloud } from '@beaveros/host';
import { isFault } from '@beaveros/kit';
import * as z from 'zod';

const zConfig = z.object({
  BEAVER_DATA_DIR: z.string().min(1),
  BEAVER_PORT: z.coerce.number().int().min(0).max(65_535),
  BEAVER_DURABILITY: z.enum(['full', 'throwaway']),
});

const zWish = z.object({
  want: z.literal('tenant'),
  draft: z.object({
    slug: z.string(),
    name: z.string(),
    admin: z.object({
      username: z.string(),
      password: z.string(),
      firstName: z.string(),
      lastName: z.string(),
    }),
  }),
});
export type TenantDraft = z.output<typeof zWish>['draft'];

try {
  await run();
  process.exit(0);
} catch (error) {
  const said = isFault(error) ? `${error.code}: ${error.message}` : String((error as Error).stack ?? error);
  process.stderr.write(`${said}\n`);
  process.exit(1);
}

async function run(): Promise<void> {
  const {
    BEAVER_DATA_DIR: dataDir,
    BEAVER_PORT: port,
    BEAVER_DURABILITY: durability,
  } = zConfig.parse(process.env);
  // Asked to end while it starts, it ends as soon as it has started. Without its parent it ends too.
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
    process.once('disconnect', () => resolve());
  });
  await using cloud = await startCloud({
    dataDir,
    port,
    hostname: '127.0.0.1',
    env: process.env,
    durability,
  });
  // One at a time, so that answers come in the order of the questions.
  let desk = Promise.resolve();
  process.on('message', (message) => {
    desk = desk.then(async () => {
      const answer = await made(cloud, message).catch((error: unknown) => ({ error: String(error) }));
      if (process.connected) process.send?.(answer);
    });
  });
  process.stdout.write(`${JSON.stringify({ ready: true, url: cloud.url })}\n`);
  const died = await Promise.race([asked.then(() => null), cloud.died]);
  if (died !== null) throw died;
}

/** The tenant of a slug, made when there is none: a second start finds it. */
async function made(
  cloud: Cloud,
  message: unknown,
): Promise<{ readonly tenant: string } | { readonly error: string }> {
  const { draft } = zWish.parse(message);
  const known = await cloud.tenantBySlug(draft.slug);
  if (known !== undefined) return { tenant: known.id };
  const created = await cloud.createTenant(draft);
  return created.ok ? { tenant: created.value.tenantId } : { error: created.refusal.code };
}
