import { describe, expect, it } from 'vitest';
import { TOASTS_MAX, shownToasts, useToasts } from './toast-queue.ts';

describe('toasts', () => {
  it('are at most three: the oldest leaves', () => {
    const toasts = useToasts();
    const ids = ['one', 'two', 'three', 'four'].map((title) => toasts.show({ title }));
    expect(shownToasts()).toHaveLength(TOASTS_MAX);
    expect(shownToasts().map((toast) => toast.title)).toEqual(['two', 'three', 'four']);
    for (const id of ids) toasts.dismiss(id);
    expect(shownToasts()).toEqual([]);
  });

  it('are the same object for everyone, so that showing one draws only the corner', () => {
    expect(useToasts()).toBe(useToasts());
  });

  it('that are gone already can be dismissed', () => {
    const toasts = useToasts();
    const id = toasts.show({ title: 'once' });
    toasts.dismiss(id);
    toasts.dismiss(id);
    expect(shownToasts()).toEqual([]);
  });
});
