import { isDialogOpen, isEditable } from './focus.ts';
import { BURST_GAP_MS, KeyBurst } from './key-burst.ts';

export interface KeyListener {
  readonly onScan: (code: string) => void;
  /** What a person typed with no field in focus and no sheet open. */
  readonly onTyped: (text: string) => void;
}

/** Keys that are pressed with others and say nothing themselves. */
const SILENT: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock']);

/** A field as it was before a burst went into it. */
interface Before {
  readonly field: HTMLInputElement | HTMLTextAreaElement;
  readonly value: string;
}

/**
 * Tells scans from typing on the whole page. Nothing a person types is kept from them: in a field every key goes in at once
 * and is taken out again only when it turns out to be a scan; elsewhere typed keys are handed on after {@link BURST_GAP_MS}.
 * The result ends it.
 */
export function listenToKeys(page: Window, { onScan, onTyped }: KeyListener): () => void {
  const burst = new KeyBurst();
  let held = '';
  let before: Before | null = null;
  let timer = 0;

  const handOn = (): void => {
    page.clearTimeout(timer);
    const text = held;
    held = '';
    if (text !== '') onTyped(text);
  };

  const onPrintable = (event: KeyboardEvent): void => {
    const isNew = burst.key(event.key, event.timeStamp);
    if (isNew) {
      handOn();
      before = isField(event.target) ? { field: event.target, value: event.target.value } : null;
    }
    if (isEditable(event.target)) {
      // Handing on what was typed before may have put the focus here: on a busy page its next letter is still held.
      if (held !== '') {
        before = isField(event.target) ? { field: event.target, value: event.target.value } : null;
        handOn();
      }
      return;
    }
    // A space presses a focused button, as the first key of a burst too; within a burst it belongs to the code.
    if (event.key === ' ' && isNew) return;
    if (!isNew) swallow(event);
    if (isDialogOpen()) return;
    // Handed on later: it must not also go into a field that gets the focus because of an earlier one.
    event.preventDefault();
    held += event.key;
    page.clearTimeout(timer);
    // The burst is over: it was a person, or the whole code of a scanner without Enter.
    timer = page.setTimeout(handOn, BURST_GAP_MS);
  };

  const onEnter = (event: KeyboardEvent): void => {
    const code = burst.enter(event.timeStamp);
    if (code === null) return handOn();
    page.clearTimeout(timer);
    held = '';
    swallow(event);
    if (before !== null) putBack(before);
    onScan(code);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || SILENT.has(event.key)) return;
    const isChord = event.ctrlKey || event.metaKey || (event.altKey && !event.getModifierState('AltGraph'));
    if (!isChord && event.key === 'Enter') return onEnter(event);
    if (!isChord && event.key.length === 1) return onPrintable(event);
    burst.end();
    handOn();
  };

  page.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    page.clearTimeout(timer);
    page.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function isField(target: EventTarget | null): target is Before['field'] {
  return isEditable(target) && 'value' in target;
}

/** Takes the scanned characters out of a field, so that React hears of it: it listens to the element's own setter. */
function putBack({ field, value }: Before): void {
  const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value');
  own?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
