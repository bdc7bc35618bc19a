/**
 * The first page follows the count: when the totals change, its content is fetched anew and put in place, unless somebody is writing in it.
 * @module
 */

const FEWEST_MILLISECONDS = 2000;

export function followTotals(): void {
  const events = new EventSource("/events");
  let last = 0;
  let isFetching = false;
  events.addEventListener("totals", async () => {
    const now = performance.now();
    if (isFetching || now - last < FEWEST_MILLISECONDS || isBusy()) return;
    isFetching = true;
    try {
      const response = await fetch(location.href, { redirect: "error" });
      if (response.ok) replaceMain(await response.text());
      last = performance.now();
    } catch {
      // The next change asks again.
    } finally {
      isFetching = false;
    }
  });
}

/** Nobody's place in the page is taken away: not where they write, nor where the keyboard stands. */
const isBusy = (): boolean => {
  const main = document.getElementById("main");
  return main?.contains(document.activeElement) === true && document.activeElement !== main;
};

function replaceMain(html: string): void {
  const next = new DOMParser().parseFromString(html, "text/html").getElementById("main");
  const main = document.getElementById("main");
  if (next === null || main === null) return;
  const scrolled = [...main.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
  main.replaceChildren(...next.childNodes);
  for (const [i, one] of [...main.querySelectorAll(".scroll")].entries()) one.scrollLeft = scrolled[i] ?? 0;
}
