/**
 * What a browser offers and a voting machine must not: going back in its history, menus, selecting and dragging. Zooming stays.
 * @module
 */

export function hardenPage(): void {
  // Going back arrives at the same page: there is nothing behind it.
  history.pushState(null, "", location.href);
  window.addEventListener("popstate", () => history.pushState(null, "", location.href));
  for (const kind of ["contextmenu", "dragstart", "drop", "dragover"])
    document.addEventListener(kind, (event) => event.preventDefault());
}
