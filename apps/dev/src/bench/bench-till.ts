import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { enrol } from '@beaveros/terminal-core';
import { GatewayClient } from '../house/gateway-client.ts';
import { shop } from './catalogue.ts';
import type { Stage } from './row.ts';

/** The back office of the shop, as its administrator. */
export function backOffice({ url }: Pick<NonNullable<Stage['cloud']>, 'url'>): GatewayClient {
  const { slug, admin } = shop();
  return new GatewayClient(() => url, { tenant: slug, username: admin.username, password: admin.password });
}

/** The folder of a till that is enrolled and has nothing yet. Replaces whoever was this terminal before. */
export async function enrolledTill(
  stage: {
    readonly work: string;
    readonly cloud: Pick<NonNullable<Stage['cloud']>, 'url' | 'storeId' | 'terminalId'> | null;
  },
  name: string,
  api = backOffice(stage.cloud!),
): Promise<string> {
  const { url, storeId, terminalId } = stage.cloud!;
  const dir = join(stage.work, name);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { mode: 0o700 });
  const params = { terminalId };
  const { code } = await api.call('createEnrolmentCode', {
    params,
    body: { storeId },
  });
  await enrol({ gatewayUrl: url, code, path: join(dir, 'identity.json') });
  return dir;
}
