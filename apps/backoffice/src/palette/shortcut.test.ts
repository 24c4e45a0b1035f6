import { describe, expect, it } from 'vitest';
import { onStroke, type ShortcutState, type Stroke } from './shortcut.ts';

/** What a row of strokes does, one millisecond apart where none says otherwise. */
function played(strokes: readonly (string | Partial<Stroke>)[]) {
  let state: ShortcutState = null;
  let at = 0;
  const done = [];
  for (const given of strokes) {
    const stroke = typeof given === 'string' ? { key: given } : given;
    at = stroke.at ?? at + 1;
    const next = onStroke(state, { key: '', hasCommand: false, isTyping: false, ...stroke, at });
    state = next.state;
    if (next.action !== null) done.push('key' in next.action ? `go ${next.action.key}` : next.action.do);
  }
  return done;
}

describe('shortcuts', () => {
  it.each([
    ['Ctrl+K, also while typing', [{ key: 'K', hasCommand: true, isTyping: true }], ['palette']],
    ['another command is the browser’s', [{ key: 'n', hasCommand: true }], []],
    ['g then a letter', ['g', 'i', 'G', 'O'], ['go i', 'go o']],
    ['g twice waits anew', ['g', 'g', 'h'], ['go h']],
    ['too late is not meant', ['g', { key: 'i', at: 9_000 }], []],
    ['a letter goes once', ['g', 'i', 'i'], ['go i']],
    ['letters while typing are text', ['g', { key: 'i', isTyping: true }, { key: '/', isTyping: true }], []],
    ['search and new', ['/', 'n'], ['search', 'new']],
    ['n after g is a page that is not', ['g', 'n'], ['go n']],
    ['other keys are nothing', ['Enter', 'ArrowDown', ' '], []],
  ])('%s', (_name, strokes, actions) => {
    expect(played(strokes)).toEqual(actions);
  });
});
