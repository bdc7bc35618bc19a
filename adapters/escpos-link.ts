/**
 * The way to an ESC/POS printer: bytes out, bytes in, and the news that it broke.
 *
 * A way may be over a network or a cable; the printer behind it is the same (escpos-printer.ts).
 * @module
 */
export type EscPosLink = {
  /** Whether the bytes left this machine; false when the link broke first. Waits while the printer takes none. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** Drops what has not left. */
  close(): void;
};

export type LinkEvents = {
  readonly onData: (bytes: Uint8Array) => void;
  readonly onBroken: () => void;
};

/** null: nobody answers there, or there is no such device. */
export type OpenLink = (events: LinkEvents) => Promise<EscPosLink | null>;

/** Runs an action after some milliseconds; calling what it returns before then cancels it. */
export type After = (milliseconds: number, action: () => void) => () => void;

export const realAfter: After = (milliseconds, action) => {
  const timer = setTimeout(action, milliseconds);
  return () => clearTimeout(timer);
};
