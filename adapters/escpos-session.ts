/**
 * A conversation with an ESC/POS printer over one link: questions about its state, jobs with marks, and the order to forget.
 *
 *     piece … MARK   piece … MARK   …   piece CUT MARK      sent at most one batch ahead of the marks answered
 *
 * A mark is answered when the printer has worked off all that stands before it: so many answered, so much is on paper.
 * Spec: spec/printing.md, section 5.
 * @module
 */
import { concatBytes } from "@triplicate/core/bytes.ts";
import type { PrinterState } from "@triplicate/ui/print/print-document.ts";
import {
  askStatus,
  CLEAR,
  createAnswerReader,
  hasStopped,
  MARK,
  type PrinterAnswer,
  RECOVER,
  STATUS_KINDS,
  type StatusBytes,
  stateOf,
} from "./escpos-commands.ts";
import type { After, EscPosLink, OpenLink } from "./escpos-link.ts";

/** Milliseconds. How often to look is the same for every printer; how long to wait is counted in looks. */
const ANSWER = 1000;
const LOOK = 500;
/** After a report of trouble an answer that was under way may still come. */
const GRACE = 300;
/** Looks without any progress before a job is given up: half a minute. */
const PATIENCE = 60;
/** Some twenty lines, or one band of a symbol. */
const BATCH_BYTES = 4500;

export type Ran =
  | { readonly end: "done" }
  /** `isBegun`: the printer has answered that its first lines are on paper. */
  | {
      readonly end: "stopped" | "broken" | "silent";
      readonly state: PrinterState;
      readonly isBegun: boolean;
    };

export type Session = {
  isBroken(): boolean;
  /** null: it does not answer. */
  state(): Promise<PrinterState | null>;
  /** The first piece is on paper when the first mark is answered. */
  run(pieces: readonly Uint8Array[]): Promise<Ran>;
  /** What it has received and not printed; then waits until it says nothing more of it. */
  forget(state: PrinterState): Promise<void>;
  close(): void;
};

type Ear = {
  readonly link: EscPosLink;
  readonly isBroken: () => boolean;
  readonly marks: () => number;
  readonly reported: () => PrinterState | null;
  readonly state: () => Promise<PrinterState | null>;
  /** Until something happens: true, or the time is over: false. */
  readonly heard: (milliseconds: number) => Promise<boolean>;
  /** Until that holds, or nothing has happened for that long. */
  readonly until: (milliseconds: number, holds: () => boolean) => Promise<boolean>;
  readonly nudge: () => void;
};

export async function openSession(openLink: OpenLink, after: After): Promise<Session | null> {
  let isBroken = false;
  let reported: PrinterState | null = null;
  let marks = 0;
  let wake: () => void = () => undefined;
  // Answers come in the order of the questions, also when the printer was busy with others meanwhile.
  const asked: number[] = [];
  const status = [0, 0, 0, 0];
  const hear = (answer: PrinterAnswer): void => {
    if (answer.kind === "mark") marks += 1;
    else if (answer.kind === "report") reported = answer.state;
    else {
      const kind = asked.shift();
      if (kind !== undefined) status[kind - 1] = answer.byte;
    }
    wake();
  };
  const onBroken = (): void => {
    isBroken = true;
    wake();
  };
  const link = await openLink({ onData: createAnswerReader(hear), onBroken });
  if (link === null) return null;
  const heard = (milliseconds: number): Promise<boolean> =>
    new Promise((resolve) => {
      const end = (isHeard: boolean): void => {
        cancel();
        wake = () => undefined;
        resolve(isHeard);
      };
      const cancel = after(milliseconds, () => end(false));
      wake = () => end(true);
    });
  const until = async (milliseconds: number, holds: () => boolean): Promise<boolean> => {
    while (!holds() && !isBroken) if (!(await heard(milliseconds))) break;
    return holds();
  };
  const state = async (): Promise<PrinterState | null> => {
    if (isBroken) return null;
    // As long as it owes answers it is not asked more.
    if (asked.length === 0) {
      asked.push(...STATUS_KINDS);
      void link.write(concatBytes(...STATUS_KINDS.map(askStatus)));
    }
    return (await until(ANSWER, () => asked.length === 0)) ? stateOf(status as unknown as StatusBytes) : null;
  };
  const ear: Ear = {
    ...{ link, heard, until, state, nudge: () => wake() },
    isBroken: () => isBroken,
    marks: () => marks,
    reported: () => reported,
  };
  return {
    state,
    isBroken: () => isBroken,
    run(pieces) {
      reported = null;
      marks = 0;
      return runJob(inBatches(pieces), ear);
    },
    forget: (last) => forget(last, ear),
    close: () => link.close(),
  };
}

async function forget(state: PrinterState, { link, isBroken, heard, nudge }: Ear): Promise<void> {
  if (isBroken()) return;
  let isSent = false;
  void link.write(state === "error" ? concatBytes(RECOVER, CLEAR) : CLEAR).then(() => {
    isSent = true;
    nudge();
  });
  // A mark of the job that is over shall not be taken for one of the next: until it is quiet.
  while (await heard(ANSWER)) if (isBroken()) return;
  // Bytes that wait before it keep it from leaving: they are dropped with the link.
  if (!isSent) link.close();
}

async function runJob(batches: readonly Uint8Array[], ear: Ear): Promise<Ran> {
  for (const [i, batch] of batches.entries()) {
    let isWritten: boolean | null = null;
    void ear.link.write(concatBytes(batch, MARK)).then((done) => {
      isWritten = done;
      ear.nudge();
    });
    const needed = i === batches.length - 1 ? batches.length : i;
    const holds = (): boolean => isWritten === true && ear.marks() >= needed;
    const trouble = await follow(ear, holds);
    if (trouble !== null) return { ...trouble, isBegun: ear.marks() > 0 };
  }
  return { end: "done" };
}

type Trouble = { readonly end: "stopped" | "broken" | "silent"; readonly state: PrinterState };

/** null once `holds`; else why it will not. Looks at the printer while nothing is heard of it. */
async function follow(ear: Ear, holds: () => boolean): Promise<Trouble | null> {
  let marks = ear.marks();
  for (let looks = 0; !holds(); looks += 1) {
    if (ear.isBroken()) return { end: "broken", state: "offline" };
    const reported = ear.reported();
    let state = reported !== null && hasStopped(reported) ? reported : null;
    if (state === null) {
      if (await ear.heard(LOOK)) looks -= 1;
      else state = await ear.state();
    }
    if (state !== null && hasStopped(state) && !(await ear.until(GRACE, holds)))
      return { end: "stopped", state };
    if (ear.marks() > marks) looks = 0;
    marks = ear.marks();
    if (looks >= PATIENCE) return { end: "silent", state: state ?? "offline" };
  }
  return null;
}

/** The first piece alone: whether anything is on paper is worth knowing soon. */
function inBatches(pieces: readonly Uint8Array[]): Uint8Array[] {
  const batches: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  let length = 0;
  for (const piece of pieces) {
    parts.push(piece);
    length += piece.length;
    if (batches.length > 0 && length < BATCH_BYTES) continue;
    batches.push(concatBytes(...parts));
    parts = [];
    length = 0;
  }
  return parts.length === 0 ? batches : [...batches, concatBytes(...parts)];
}
