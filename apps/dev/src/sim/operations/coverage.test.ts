import { readdirSync, readFileSync } from 'node:fs';
import { IPC_CALLS } from '@beaveros/protocol/ipc';
import { describe, expect, it } from 'vitest';
import { CASHIER_WEIGHTS, KITCHEN_WEIGHTS, OPERATIONS } from './index.ts';

const HERE = new URL('./', import.meta.url);

describe('the operations', () => {
  it('ask for every command that changes something at a till', () => {
    const written = readdirSync(HERE)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(new URL(file, HERE), 'utf8'))
      .join('\n');
    const commands = Object.entries(IPC_CALLS).flatMap(([name, { kind }]) =>
      kind === 'command' ? [name] : [],
    );
    const isAsked = (name: string) => written.includes(`'${name}'`);
    expect(commands.length).toBeGreaterThan(60);
    expect(commands.filter((name) => !isAsked(name))).toEqual([]);
  });

  it('all come up in the plans of seeds', () => {
    const planned = new Set(Object.keys({ ...CASHIER_WEIGHTS, ...KITCHEN_WEIGHTS }));
    expect(planned).toEqual(new Set(Object.keys(OPERATIONS)));
  });
});
