/**
 * Signs beside words, drawn as strokes in the colour of the text; never the only thing that says something.
 * @module
 */
const PATHS = {
  next: "M9 5l7 7-7 7",
  back: "M15 5l-7 7 7 7",
  down: "M5 9l7 7 7-7",
  up: "M5 15l7-7 7 7",
  check: "M4 13l5 5L20 6",
  cross: "M5 5l14 14M19 5L5 19",
  warning: "M12 3L2 21h20zM12 10v5M12 17.6v.9",
  person: "M12 12a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM3.5 21a8.5 8.5 0 0117 0",
  people: "M9 11a4 4 0 100-8 4 4 0 000 8zM2 21a7 7 0 0114 0M16 3.4a4 4 0 010 7.4M18.5 14.6A7 7 0 0122 21",
  print: "M7 8V3h10v5M7 17H4V8h16v9h-3M7 13h10v8H7z",
  box: "M3 10h18v11H3zM8 10V6h8v4M9 14h6",
  paper: "M6 2h9l4 4v16H6zM9 10h7M9 14h7M9 18h4",
  speaker: "M4 9h4l5-4v14l-5-4H4zM16 9a4 4 0 010 6M18.5 6.5a8 8 0 010 11",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 15a3 3 0 100-6 3 3 0 000 6z",
  letters: "M2 19l5-13 5 13M3.8 14.5h6.4M14 19l3.5-9L21 19M15.2 16h4.6",
  lock: "M6 11h12v10H6zM8 11V7a4 4 0 018 0v4M12 15v2",
  card: "M3 5h18v14H3zM7 10h4M7 14h7M16 9h2v2h-2z",
  send: "M3 12l18-8-6 17-4-7zM11 14l10-10",
  usb: "M7 10h10v9a2 2 0 01-2 2H9a2 2 0 01-2-2zM9 10V3h6v7M11 6v.01M13.5 6v.01",
  pause: "M8 5v14M16 5v14",
  help: "M9 9a3 3 0 116 0c0 2-3 2.5-3 5M12 17.6v.9M12 22a10 10 0 100-20 10 10 0 000 20z",
  change: "M4 20h4L20 8l-4-4L4 16zM14 6l4 4",
  seal: "M12 14a6 6 0 100-12 6 6 0 000 12zM8 13l-2 9 6-3 6 3-2-9M9.5 8l2 2 3.5-4",
  number: "M5 9h15M4 15h15M10 4L8 20M16 4l-2 16",
  switches: "M3 8h18v8H3zM8 12h.01M16 12h.01M8 10v4M16 10v4",
  wait: "M12 22a10 10 0 100-20 10 10 0 000 20zM12 6.5V12l4 2.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
