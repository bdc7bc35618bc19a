/**
 * An ESC/POS printer that answers: what state it is in, and what became of each paper.
 *
 * A printer that stops in the middle is told to forget what it holds, and before its next paper what it left half done is cut off and says
 * so: nobody finds two halves and takes them for a whole. A printer that answers nothing prints nothing: of its papers nobody could say
 * whether they came out. Spec: spec/printing.md, section 5.
 * @module
 */
import { concatBytes } from "@triplicate/core/bytes.ts";
import type { Language } from "@triplicate/core/text.ts";
import type { PrintDocument, PrinterState } from "@triplicate/ui/print/print-document.ts";
import { tornBlocks } from "@triplicate/ui/print/torn-document.ts";
import { canPrint, hasStopped, INITIALIZE, REPORT_TROUBLE } from "./escpos-commands.ts";
import { encodeBlocks, type RollWidth } from "./escpos-document.ts";
import type { After, OpenLink } from "./escpos-link.ts";
import { openSession, type Session } from "./escpos-session.ts";
import type { Printer, PrintOutcome } from "./printer.ts";

export type EscPosOptions = { readonly paper: RollWidth; readonly after: After };

/** What a job left behind that did not end well. */
type Torn = { readonly kind: "part" | "unknown"; readonly language: Language; readonly state: PrinterState };

export function createEscPosPrinter(openLink: OpenLink, { paper, after }: EscPosOptions): Printer {
  const line = createLine(openLink, after);
  let isBusy = false;
  let isClosed = false;
  let torn: Torn | null = null;

  const send = (opened: Session, blocks: PrintDocument["blocks"]) => {
    const [first = new Uint8Array(), ...rest] = encodeBlocks(blocks, paper);
    return opened.run([concatBytes(INITIALIZE, REPORT_TROUBLE, first), ...rest]);
  };
  /** Of an earlier paper, so that the next begins on a clean edge. */
  const cutOff = async (opened: Session): Promise<boolean> => {
    if (torn === null) return true;
    await opened.forget(torn.state);
    const { end } = await send(opened, tornBlocks(torn.language, torn.kind));
    if (end === "done") torn = null;
    return end === "done";
  };
  const job = async ({ blocks, language }: PrintDocument): Promise<PrintOutcome> => {
    const state = await line.ask();
    const session = line.session();
    if (!canPrint(state) || session === null) return { kind: "nothing", state };
    if (!(await cutOff(session))) {
      line.drop();
      return { kind: "nothing", state: await line.ask() };
    }
    const ran = await send(session, blocks);
    if (ran.end === "done") return { kind: "printed" };
    // It has stopped, says so, and is told to forget the rest: what is certain is that the paper is not whole.
    const kind = ran.isBegun && hasStopped(ran.state) ? "part" : "unknown";
    await session.forget(ran.state);
    line.drop();
    torn = { kind, language, state: ran.state };
    return { kind, state: ran.state };
  };
  return {
    paper,
    async status() {
      if (isClosed) return "offline";
      return isBusy ? "busy" : line.ask();
    },
    async print(document) {
      if (isClosed || isBusy) return { kind: "nothing", state: isClosed ? "offline" : "busy" };
      isBusy = true;
      try {
        return await job(document);
      } finally {
        isBusy = false;
      }
    },
    async close() {
      isClosed = true;
      line.close();
    },
  };
}

/** The conversation that lasts, begun anew where it broke. */
function createLine(openLink: OpenLink, after: After) {
  let session: Session | null = null;
  let isClosed = false;
  const drop = (): void => {
    session?.close();
    session = null;
  };
  const askNow = async (): Promise<PrinterState> => {
    // A line that died while nobody printed is opened anew.
    for (const wasOpen of session === null ? [false] : [true, false]) {
      if (!wasOpen) session = await openSession(openLink, after);
      // Closed while it was being opened: nobody else would hang up.
      if (isClosed) break;
      const state = (await session?.state()) ?? null;
      if (state !== null) return state;
      drop();
    }
    if (isClosed) drop();
    return "offline";
  };
  let asking: Promise<PrinterState> | null = null;
  return {
    session: () => session,
    drop,
    close(): void {
      isClosed = true;
      drop();
    },
    /** Whoever asks while somebody has asked gets the same answer. */
    ask(): Promise<PrinterState> {
      asking ??= askNow().finally(() => {
        asking = null;
      });
      return asking;
    },
  };
}
