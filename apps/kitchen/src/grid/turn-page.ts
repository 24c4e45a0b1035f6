/** Turns a board by one page of columns. Pages follow the writing direction; the browser snaps to a column. */
export function turnPage(board: HTMLElement, direction: 1 | -1): void {
  const { direction: writing, columnGap, paddingInlineStart } = getComputedStyle(board);
  const page = board.clientWidth - 2 * Number.parseFloat(paddingInlineStart) + Number.parseFloat(columnGap);
  board.scrollBy({ left: direction * (writing === 'rtl' ? -page : page), behavior: 'instant' });
}
