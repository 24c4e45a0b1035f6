import type { Fault } from '@beaveros/kit';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  durationMsVariable,
  flagVariable,
  parseConfig,
  portVariable,
  postgresUrlVariable,
  secretVariable,
} from './index.ts';

const schema = z.object({
  PORT: portVariable.default(8080),
  CHAOS: flagVariable.default(false),
  TIMEOUT_MS: durationMsVariable.optional(),
  DATABASE_URL: postgresUrlVariable.optional(),
  TOKEN_SECRET: secretVariable,
});
const SECRET = 'a secret of sixteen';

function faultOf(env: Readonly<Record<string, string>>): Fault {
  try {
    parseConfig(schema, env);
  } catch (error) {
    return error as Fault;
  }
  throw new Error('accepted');
}

describe('parseConfig', () => {
  it('types values, fills defaults, takes empty for absent and ignores strangers', () => {
    expect(
      parseConfig(schema, { TOKEN_SECRET: SECRET, PORT: '', CHAOS: 'yes', TIMEOUT_MS: '250', HOME: '/root' }),
    ).toEqual({
      PORT: 8080,
      CHAOS: true,
      TIMEOUT_MS: 250,
      TOKEN_SECRET: SECRET,
    });
    const url = 'postgres://u:p@127.0.0.1:5432/postgres';
    expect(parseConfig(schema, { TOKEN_SECRET: SECRET, DATABASE_URL: url, PORT: '0' })).toMatchObject({
      DATABASE_URL: url,
      PORT: 0,
    });
  });

  it.each([
    ['PORT', '80a'],
    ['PORT', '70000'],
    ['PORT', '1.5'],
    ['CHAOS', 'perhaps'],
    ['TIMEOUT_MS', '-1'],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x'],
    ['DATABASE_URL', 'hunter2'],
    ['TOKEN_SECRET', 'hunter2'],
  ])('names %s when it is %s, and does not quote it', (variable, value) => {
    const fault = faultOf({ TOKEN_SECRET: SECRET, [variable]: value });
    expect(fault).toMatchObject({ code: 'config/invalid', field: variable });
    expect(fault.message).toMatch(new RegExp(`^${variable} is not valid`));
    expect(JSON.stringify([fault.message, fault.details])).not.toContain(value);
  });

  it('names a missing variable, and all bad ones at once', () => {
    expect(faultOf({ PORT: 'x' })).toMatchObject({
      field: 'PORT',
      details: { problems: [{ variable: 'PORT' }, { variable: 'TOKEN_SECRET', problem: 'is not set' }] },
    });
  });
});
