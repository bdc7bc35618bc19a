/**
 * Pictograms of the start page, for whoever would rather look than read: ballot, key, telephone, chart, magnifying glass, mask.
 * @module
 */
const icon = (body: string): string =>
  `<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${body}</svg>`;

export const DAY_ICONS = {
  vote: icon(
    '<path d="M8 22h32v20H8z"/><path d="M16 22V6h16v16"/><path d="M20 14l3 3 6-6"/><path d="M15 28h18"/>',
  ),
  worker: icon(
    '<rect x="7" y="12" width="34" height="24" rx="3"/><circle cx="17" cy="22" r="4"/><path d="M11 31c1-4 11-4 12 0"/><path d="M28 20h8M28 27h8"/>',
  ),
  witness: icon(
    '<rect x="14" y="4" width="20" height="40" rx="4"/><path d="M22 39h4"/><path d="M18 14h5v5h-5zM27 14h3v3h-3zM18 25h3v3h-3zM25 23h5v5h-5z"/>',
  ),
  results: icon('<path d="M6 42h36"/><path d="M12 42V26M21 42V14M30 42V22M39 42V8"/>'),
  verify: icon('<circle cx="20" cy="20" r="13"/><path d="M30 30l12 12"/><path d="M14 20l4 4 8-8"/>'),
  cheat: icon(
    '<path d="M6 12c12 4 24 4 36 0 0 16-6 26-18 30C12 38 6 28 6 12z"/><path d="M14 21c3-2 6-2 8 1M26 22c2-3 5-3 8-1M17 31c4 3 10 3 14 0"/>',
  ),
  party: icon('<path d="M8 8h20v14H8z"/><path d="M14 28h26v14H14z"/><path d="M13 15h10M19 35h16"/>'),
} as const;
