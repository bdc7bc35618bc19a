/**
 * What of a list that scrolls is in sight: how many of its cards are above and below, and where a page further would begin.
 * @module
 */

export type Fold = {
  /** Cards that are not whole in sight, before and after those that are. */
  readonly above: number;
  readonly below: number;
  readonly page: number;
  readonly pages: number;
};

const CARD = ".option";

/** null when the whole list is in sight; `before` itself when nothing changed, so that nothing is drawn anew. */
export function foldOf(list: HTMLElement, before: Fold | null): Fold | null {
  const { scrollTop, clientHeight, scrollHeight } = list;
  if (scrollHeight <= clientHeight + 1) return null;
  let [above, below] = [0, 0];
  for (const card of list.querySelectorAll<HTMLElement>(CARD)) {
    if (card.offsetTop + card.offsetHeight > scrollTop + clientHeight + 2) below += 1;
    else if (card.offsetTop < scrollTop - 2) above += 1;
  }
  const pages = Math.max(2, Math.ceil(scrollHeight / clientHeight));
  const isLast = scrollTop + clientHeight >= scrollHeight - 2;
  const page = isLast ? pages : Math.min(pages - 1, Math.floor(scrollTop / clientHeight) + 1);
  const isSame =
    before !== null &&
    before.above === above &&
    before.below === below &&
    before.page === page &&
    before.pages === pages;
  return isSame ? before : { above, below, page, pages };
}

/** A page further, so that no card is cut at the top: the first card that was not whole comes to the top. */
export function nextPageTop(list: HTMLElement, by: 1 | -1): number {
  const { scrollTop, clientHeight } = list;
  const cards = [...list.querySelectorAll<HTMLElement>(CARD)];
  if (by === 1) {
    const next = cards.find((card) => card.offsetTop + card.offsetHeight > scrollTop + clientHeight + 1);
    // A card taller than the screen: on by a screen, or it would come to the top again and again.
    return next === undefined || next.offsetTop <= scrollTop ? scrollTop + clientHeight : next.offsetTop;
  }
  const first = cards.find((card) => card.offsetTop >= scrollTop - clientHeight);
  return first === undefined || first.offsetTop >= scrollTop ? scrollTop - clientHeight : first.offsetTop;
}
