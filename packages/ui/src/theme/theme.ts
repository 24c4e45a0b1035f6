import { useSyncExternalStore } from 'react';

/** `system` follows the machine: its dark mode, and its wish for more contrast. */
export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type ThemeName = (typeof THEMES)[number];

const STORED_AS = 'beaveros.theme';
const DARK = '(prefers-color-scheme: dark)';
const MORE_CONTRAST = '(prefers-contrast: more)';

/** The theme of this document, and who wants to hear of a change. One document has one theme. */
let chosen: ThemeName | null = null;
const listeners = new Set<() => void>();

/** Paints the document in a theme (`data-theme` on `<html>`) and remembers the choice on this machine. */
export function applyTheme(name: ThemeName): void {
  if (chosen === null) watchSystem();
  chosen = name;
  remember(name);
  paint();
  for (const listener of listeners) listener();
}

/** The chosen theme and its setter. The first use applies what this machine remembers, or `system`. */
export function useTheme(): readonly [ThemeName, (name: ThemeName) => void] {
  return [useSyncExternalStore(listen, currentTheme), applyTheme];
}

/** The theme this machine remembers, or `system`. */
function storedTheme(): ThemeName {
  try {
    const stored = localStorage.getItem(STORED_AS);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    return 'system'; // Storage may be forbidden; a theme is not worth failing for.
  }
}

function currentTheme(): ThemeName {
  if (chosen === null) applyTheme(storedTheme());
  return chosen ?? 'system';
}

function paint(): void {
  document.documentElement.dataset['theme'] = resolved(chosen ?? 'system');
}

function resolved(name: ThemeName): Exclude<ThemeName, 'system'> {
  if (name !== 'system') return name;
  if (matchMedia(MORE_CONTRAST).matches) return 'contrast';
  return matchMedia(DARK).matches ? 'dark' : 'light';
}

function watchSystem(): void {
  for (const query of [DARK, MORE_CONTRAST]) matchMedia(query).addEventListener('change', paint);
}

function remember(name: ThemeName): void {
  try {
    localStorage.setItem(STORED_AS, name);
  } catch {
    // See storedTheme.
  }
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
