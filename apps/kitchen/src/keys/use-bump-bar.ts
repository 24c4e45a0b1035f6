import { type RefObject, useEffect } from 'react';
import type { Hands } from '../app/kitchen-hands.ts';
import { useKitchen } from '../app/kitchen-store.ts';
import { turnPage } from '../grid/turn-page.ts';
import type { TicketId } from '../board/ticket.ts';

/**
 * A bump bar is a keyboard with nine digits, Enter and arrows. The chosen ticket is the focused one, so that bar, keyboard
 * and screen reader mean the same:
 *
 * | Key | Does |
 * |---|---|
 * | 1 to 9 | chooses a ticket of the page |
 * | Enter on a ticket | bumps it and chooses the next |
 * | Backspace | undoes what this screen did last |
 * | arrows along the line | next ticket, the one before |
 * | arrows up and down | into its lines; Enter moves a line on |
 * | Page Up, Page Down | turn the page |
 * | B, R | the chosen ticket one stage back; the recall list |
 */
export function useBumpBar(
  board: RefObject<HTMLElement | null>,
  { hands, inSight }: { readonly hands: Hands; readonly inSight: ReadonlySet<TicketId> },
): void {
  // Keys belong to the document: a bar has no pointer to focus anything with.
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const element = board.current;
      if (element === null || event.altKey || event.ctrlKey || event.metaKey) return;
      if (useKitchen.getState().sheet !== null || isTyping(event.target)) return;
      if (act(event.key, element, { hands, inSight })) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [board, hands, inSight]);
}

interface Bar {
  readonly hands: Hands;
  readonly inSight: ReadonlySet<TicketId>;
}

function act(key: string, board: HTMLElement, { hands, inSight }: Bar): boolean {
  const chosen = chosenTicket(board);
  if (/^[1-9]$/.test(key)) {
    const onPage = ticketsOf(board).filter((each) => inSight.has(idOf(each)));
    onPage[Number(key) - 1]?.focus();
    return true;
  }
  switch (key) {
    case 'Enter':
      // On a button Enter is the button's.
      if (chosen === null || document.activeElement !== chosen) return false;
      bumpChosen(board, chosen, hands);
      return true;
    case 'Backspace':
      hands.undo();
      return true;
    case 'ArrowRight':
    case 'ArrowLeft': {
      const isForward = (key === 'ArrowRight') !== (getComputedStyle(board).direction === 'rtl');
      return moveTicket(board, chosen, isForward ? 1 : -1);
    }
    case 'ArrowDown':
    case 'ArrowUp':
      return chosen !== null && moveLine(chosen, key === 'ArrowDown' ? 1 : -1);
    case 'PageDown':
    case 'PageUp':
      turnPage(board, key === 'PageDown' ? 1 : -1);
      return true;
    case 'b':
    case 'B': {
      const ticket = chosen === null ? undefined : useKitchen.getState().shown.tickets.get(idOf(chosen));
      if (ticket !== undefined) hands.stepBack(ticket);
      return true;
    }
    case 'r':
    case 'R':
      hands.openRecall();
      return true;
    default:
      return false;
  }
}

function bumpChosen(board: HTMLElement, chosen: HTMLElement, hands: Hands): void {
  const ticket = useKitchen.getState().shown.tickets.get(idOf(chosen));
  if (ticket === undefined) return;
  const all = ticketsOf(board);
  const at = all.indexOf(chosen);
  const next = all[at + 1] ?? all[at - 1];
  hands.bump(ticket);
  next?.focus();
}

function moveTicket(board: HTMLElement, chosen: HTMLElement | null, step: 1 | -1): boolean {
  // In a group of buttons the arrows are the group's.
  if (chosen === null && document.activeElement !== document.body && document.activeElement !== null)
    return false;
  const all = ticketsOf(board);
  const at = chosen === null ? (step === 1 ? -1 : all.length) : all.indexOf(chosen);
  const next = all[at + step];
  next?.focus();
  return true;
}

function moveLine(chosen: HTMLElement, step: 1 | -1): boolean {
  const lines = [...chosen.querySelectorAll<HTMLElement>('[data-line]')];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  if (at === 0 && step === -1) chosen.focus();
  else lines[at + step]?.focus();
  return true;
}

function chosenTicket(board: HTMLElement): HTMLElement | null {
  const { activeElement } = document;
  if (activeElement === null || !board.contains(activeElement)) return null;
  return activeElement.closest<HTMLElement>('[data-testid="ticket"]');
}

function ticketsOf(board: HTMLElement): readonly HTMLElement[] {
  return [...board.querySelectorAll<HTMLElement>('[data-testid="ticket"]')];
}

function idOf(ticket: HTMLElement): TicketId {
  return ticket.dataset['ticket'] as TicketId;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
