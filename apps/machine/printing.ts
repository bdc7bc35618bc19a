/**
 * The daemon's side of the printer: one paper at a time, its fate reported back, and the next one begun when the printer can.
 *
 *     effect `print` ─▶ printer ─▶ printed / nothing / part ─▶ command `voucher` or `paper`
 *                                       └─ a voucher, a copy: once the printer is ready again, begun anew
 *
 * A report that the disk does not take is given again until it does: the paper is out, whatever the disk says.
 * Spec: spec/station.md, sections 3 and 7.
 * @module
 */
import type { PaperOutcome, StationCommand } from "@triplicate/core/count-machine/station-commands.ts";
import type { PaperKind } from "@triplicate/core/count-machine/station-state.ts";
import type { PrinterState } from "@triplicate/machine-screens/api.ts";
import type { LiveStation } from "./live-station.ts";
import type { SystemClock } from "./machine-clock.ts";

/** Papers by what they are; `papers.ts` makes them of what the station keeps. */
export type StationPapers = {
  status(): Promise<PrinterState>;
  print(paper: PaperKind | "voucher", station: LiveStation): Promise<PaperOutcome>;
};

export type PrintRoom = {
  state(): PrinterState;
  print(paper: PaperKind | "voucher"): void;
  /** Copies of the actas, one after the other. */
  printCopies(copies: number): ReturnType<LiveStation["run"]>;
  /** The copies that were still wanted when one was left half done. */
  goOn(): void;
  /** A voucher that waited when the power went. */
  resume(): void;
  idle(): Promise<void>;
  stop(): Promise<void>;
};

const POLL_MILLISECONDS = 2000;
const READY_MILLISECONDS = 500;
const RETRY_MILLISECONDS = 1000;

type Parts = {
  readonly station: LiveStation;
  readonly papers: StationPapers;
  readonly after: SystemClock["after"];
  readonly onChange: () => void;
};

export function createPrintRoom({ station, papers, after, onChange }: Parts): PrintRoom {
  let state: PrinterState = "ready";
  let job: Promise<void> | null = null;
  let copiesLeft = 0;
  let isStopped = false;
  const waits = new Set<() => void>();

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      if (isStopped) return resolve();
      const end = (): void => {
        cancel();
        waits.delete(end);
        resolve();
      };
      const cancel = after(milliseconds, end);
      waits.add(end);
    });
  const see = async (): Promise<PrinterState> => {
    const seen = await papers.status();
    if (seen !== state) {
      state = seen;
      onChange();
    }
    return seen;
  };
  const report = async (make: () => StationCommand): Promise<void> => {
    for (;;) {
      const done = station.run(make());
      if (done.ok || done.error.rule !== "not-stored" || isStopped) return;
      await pause(RETRY_MILLISECONDS);
    }
  };
  const untilReady = async (): Promise<boolean> => {
    while (!isStopped) {
      if (isReady(await see())) return true;
      await pause(READY_MILLISECONDS);
    }
    return false;
  };
  const nextCopy = (): void => {
    if (copiesLeft === 0) return;
    copiesLeft -= 1;
    if (!station.run({ do: "print-copy" }).ok) copiesLeft = 0;
  };
  const work = async (paper: PaperKind | "voucher"): Promise<void> => {
    // A paper that cannot be made, as of a record that the disk lost, is for people to judge like one that was torn.
    const outcome = await papers.print(paper, station).catch((): PaperOutcome => "part");
    if (paper === "voucher") await report(() => ({ do: "voucher", outcome, record: station.record() }));
    else await report(() => ({ do: "paper", kind: paper, outcome }));
    await see();
    job = null;
    if (paper === "voucher") {
      if (outcome === "nothing") await resumeVoucher();
    } else if (paper === "acta") {
      if (outcome === "nothing") await resumeCopy();
      else if (outcome === "printed") nextCopy();
    }
  };
  const resumeCopy = async (): Promise<void> => {
    if (!(await untilReady())) return;
    // Somebody may have asked for copies meanwhile.
    if (station.state().printing !== null) return;
    copiesLeft += 1;
    nextCopy();
  };
  const resumeVoucher = async (): Promise<void> => {
    if (!(await untilReady())) return;
    if (station.state().voter?.step === "held") station.run({ do: "print-voucher" });
  };
  const jobs = new Set<Promise<void>>();
  const begin = (act: () => Promise<void>): Promise<void> => {
    const running = act().finally(() => jobs.delete(running));
    jobs.add(running);
    return running;
  };
  const poll = async (): Promise<void> => {
    while (!isStopped) {
      if (job === null) await see();
      await pause(POLL_MILLISECONDS);
    }
  };
  const polling = poll();
  return {
    state: () => state,
    print(paper) {
      job = begin(() => work(paper));
    },
    printCopies(copies) {
      const done = station.run({ do: "print-copy" });
      if (done.ok) copiesLeft = copies - 1;
      return done;
    },
    goOn() {
      if (station.state().printing === null && station.state().half === null) nextCopy();
    },
    resume() {
      if (station.state().voter?.step === "held") begin(resumeVoucher);
    },
    async idle() {
      while (jobs.size > 0) await Promise.all(jobs);
    },
    async stop() {
      isStopped = true;
      for (const end of [...waits]) end();
      while (jobs.size > 0) await Promise.allSettled(jobs);
      await polling;
    },
  };
}

const isReady = (state: PrinterState): boolean => state === "ready" || state === "paper-low";
