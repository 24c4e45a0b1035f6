import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { NAV_ENTRIES } from '../app/frame/nav-entries.ts';
import { onStroke, type ShortcutAction, type ShortcutState } from './shortcut.ts';

/** The keys that work on every page; what they mean is in `shortcut.ts`. */
export function useShortcuts(openPalette: () => void): void {
  const navigate = useNavigate();
  const act = useEffectEvent((action: ShortcutAction): void => {
    if (action.do === 'palette') openPalette();
    else if (action.do === 'search') first<HTMLInputElement>('[data-shortcut="search"] input')?.focus();
    else if (action.do === 'new') first<HTMLElement>('[data-shortcut="new"] button')?.click();
    else {
      const entry = NAV_ENTRIES.find(({ key }) => key === action.key);
      if (entry !== undefined) void navigate({ to: entry.to });
    }
  });
  // Keys that no element holds the focus for are heard by the document only.
  useEffect(() => {
    let state: ShortcutState = null;
    const listen = (event: KeyboardEvent): void => {
      // A sheet or dialog has the keyboard while it is open.
      const isModal = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
      if (event.defaultPrevented || event.isComposing || event.altKey || isModal) return;
      const { state: next, action } = onStroke(state, {
        key: event.key,
        hasCommand: event.ctrlKey || event.metaKey,
        isTyping: isText(event.target),
        at: event.timeStamp,
      });
      state = next;
      if (action === null) return;
      event.preventDefault();
      act(action);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

function first<Of extends HTMLElement>(selector: string): Of | null {
  return document.querySelector<Of>(selector);
}

function isText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
