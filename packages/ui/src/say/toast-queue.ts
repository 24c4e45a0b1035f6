import { useSyncExternalStore } from 'react';
import type { NoticeTone } from './Notice.tsx';

export interface Toast {
  readonly id: number;
  readonly title: string;
  readonly tone: NoticeTone;
  /** Undo, mostly. The toast goes when it is pressed. */
  readonly action: { readonly label: string; readonly onPress: () => void } | null;
  readonly timeoutMs: number;
}

export interface ToastRequest {
  readonly title: string;
  readonly tone?: NoticeTone;
  readonly action?: Toast['action'] | undefined;
  readonly timeoutMs?: number;
}

export interface Toasts {
  /** Shows a toast and gives its id; the oldest leaves when there are too many. */
  readonly show: (request: ToastRequest) => number;
  readonly dismiss: (id: number) => void;
}

/** More than three cover the screen and nobody reads them. */
export const TOASTS_MAX = 3;
/** Long enough to read a sentence and reach for Undo, short enough not to lie around. */
const TOAST_TIMEOUT_MS = 6_000;

/** One document has one corner for toasts, so the queue is the module's. */
let waiting: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

const TOASTS: Toasts = {
  show({ title, tone = 'info', action = null, timeoutMs = TOAST_TIMEOUT_MS }) {
    const toast: Toast = { id: nextId, title, tone, action, timeoutMs };
    nextId += 1;
    put([...waiting, toast].slice(-TOASTS_MAX));
    return toast.id;
  },
  dismiss: (id) => put(waiting.filter((toast) => toast.id !== id)),
};

/** The way to say something in passing. The same object every time: it never makes its user draw again. */
export function useToasts(): Toasts {
  return TOASTS;
}

/** The toasts now shown, oldest first. */
export function shownToasts(): readonly Toast[] {
  return waiting;
}

/** {@link shownToasts} for the corner that draws them. */
export function useShownToasts(): readonly Toast[] {
  return useSyncExternalStore(listen, shownToasts);
}

function put(toasts: readonly Toast[]): void {
  waiting = toasts;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
