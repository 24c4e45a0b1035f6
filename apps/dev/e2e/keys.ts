import { expect, type Page } from '@playwright/test';

/** A screen with more stops than this on the way is not usable by keyboard. */
const TABS_MAX = 80;

/**
 * Moves the focus by Tab, and by arrows inside a group that is one stop, until the element with this test id (or what it
 * holds) has it. Fails when it is not reached, and when the focus on it cannot be seen.
 */
export async function tabTo(page: Page, testId: string): Promise<void> {
  const visited: string[] = [];
  for (let stop = 0; stop < TABS_MAX; stop += 1) {
    const focus = await focusOf(page, testId);
    if (focus.isThere) {
      expect(focus.isSeen, `the focus on ${testId} can be seen`).toBe(true);
      return;
    }
    visited.push(focus.name);
    await page.keyboard.press(focus.isInSameGroup ? 'ArrowDown' : 'Tab');
  }
  throw new Error(`the focus never came to ${testId}; it was on ${visited.join(', ')}`);
}

interface Focus {
  readonly isThere: boolean;
  readonly isSeen: boolean;
  /** A radio group and a grid are one stop of Tab; inside, arrows move. */
  readonly isInSameGroup: boolean;
  readonly name: string;
}

async function focusOf(page: Page, testId: string): Promise<Focus> {
  return await page.evaluate((testId) => {
    const active = document.activeElement ?? document.body;
    const wanted = document.querySelector(`[data-testid="${CSS.escape(testId)}"]`);
    // The input of a choice is hidden inside the card that carries the name, and the card shows the focus.
    const isThere = wanted !== null && (active === wanted || wanted.contains(active));
    const group = active.closest(
      '[role="radiogroup"], [role="grid"], [role="listbox"], [role="toolbar"], [data-grid]',
    );
    const isMarked = (element: Element): boolean => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    };
    return {
      isThere,
      isSeen: isThere && [wanted, active, ...wanted.querySelectorAll('*')].some(isMarked),
      isInSameGroup: group !== null && wanted !== null && group.contains(wanted),
      name: active.closest('[data-testid]')?.getAttribute('data-testid') ?? active.tagName.toLowerCase(),
    };
  }, testId);
}
