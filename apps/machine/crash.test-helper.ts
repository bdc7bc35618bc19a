/**
 * Kills a real daemon at random instants of a station's day, and does at its screen what people do after a power cut: look at the paper.
 *
 * What people know is kept here: which vouchers are in the box, and what stands on them. Whatever instant the power goes, the machine must be in
 * one of the states that clause 3.8 allows, and at the end its tally must be that of the box. Spec: spec/station.md, sections 3, 6 and 7.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Action, Answer, MachineView, Selections } from "@triplicate/machine-screens/api.ts";
import { type CrashPrinter, startCrashPrinter } from "./crash-printer.test-helper.ts";
import { cardLine, DEFINITION, PIN } from "./machine.test-helper.ts";

const CHILD = fileURLToPath(new URL("./machine-child.test-helper.ts", import.meta.url));

/** The process is gone, or went while it was asked. */
class Killed extends Error {}

/** mulberry32: the same kills for the same seed. */
export function createChance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What people have in hand: the box, and how many vouchers they tore up or rejected. */
type Known = { readonly box: Selections[]; spoiled: number; checkedIn: number };

/** What was asked when the power went, and may or may not have been done. */
type Open = null | { readonly what: "cast" | "spoil" | "confirm"; readonly selections: Selections };

export type CrashReport = {
  readonly kills: number;
  readonly ballots: number;
  readonly spoiled: number;
  /** How often the machine stood where after a kill. */
  readonly stood: ReadonlyMap<string, number>;
};

export class CrashDay {
  readonly known: Known = { box: [], spoiled: 0, checkedIn: 0 };
  readonly stood = new Map<string, number>();
  kills = 0;
  #child: ChildProcess | null = null;
  #url = "";
  #token = "";
  #open: Open = null;
  #isDead = true;
  readonly #folder: string;
  readonly #printer: CrashPrinter;
  readonly #chance: (below: number) => number;

  constructor(folder: string, printer: CrashPrinter, seed: number) {
    this.#folder = folder;
    this.#printer = printer;
    this.#chance = createChance(seed);
  }

  static async start(folder: string, seed: number): Promise<CrashDay> {
    return new CrashDay(folder, await startCrashPrinter(), seed);
  }

  async end(): Promise<void> {
    this.#kill();
    await this.#printer.settled();
    await this.#printer.close();
  }

  /** Votes until the machine was killed so often; then closes, killed as often again. */
  async run(kills: number): Promise<CrashReport> {
    await this.#through(() => this.#opening(), 2);
    await this.#through(() => this.#voting(), kills);
    await this.#through(() => this.#closing(), Math.ceil(kills / 3));
    const view = await this.#through(() => this.#closing(), 0);
    this.#holdTally(view);
    const { kills: done, known, stood } = this;
    return { kills: done, ballots: known.box.length, spoiled: known.spoiled, stood };
  }

  /** Does `act` again and again, the machine killed in it so often; without kills, once to its end. */
  async #through(act: () => Promise<MachineView>, kills: number): Promise<MachineView> {
    for (let left = kills; ; ) {
      if (this.#isDead) await this.#startChild();
      if (left > 0) this.#arm();
      try {
        const view = await act();
        if (left <= 0) return view;
        // The kill has not come yet: it comes now, between two acts.
        this.#kill();
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
      if (this.#isDead) {
        left -= 1;
        this.kills += 1;
        await this.#printer.settled();
      }
    }
  }

  /** In some milliseconds, or when the printer has so many bytes. */
  #arm(): void {
    if (this.#chance(2) === 0) this.#printer.cutAfter(1 + this.#chance(9000), () => this.#kill());
    else setTimeout(() => this.#kill(), this.#chance(400));
  }

  #kill(): void {
    this.#isDead = true;
    this.#child?.kill("SIGKILL");
  }

  async #startChild(): Promise<void> {
    const child = spawn(process.execPath, [CHILD, this.#folder, String(this.#printer.port)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout });
    const first = await new Promise<string>((resolve) => {
      lines.once("line", resolve);
      child.once("exit", () => resolve("the child ended"));
    });
    if (!first.startsWith("http")) throw new Error(first);
    this.#child = child;
    this.#isDead = false;
    const { origin, hash } = new URL(first);
    [this.#url, this.#token] = [origin, hash.slice(1)];
    await this.#takeUp();
  }

  async #ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/json" };
    try {
      return (await (await fetch(`${this.#url}${path}`, { ...init, headers })).json()) as T;
    } catch {
      this.#kill();
      throw new Killed();
    }
  }

  /** The view once the printer is at rest. */
  async #view(): Promise<MachineView> {
    for (;;) {
      const view = await this.#ask<MachineView>("/api/view");
      const isWaiting = view.voter?.step === "printer" || view.voter?.step === "printing";
      if (!isWaiting && !view.copies.printing) return view;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async #act(...actions: readonly Action[]): Promise<MachineView> {
    for (const action of actions) {
      const answer = await this.#ask<Answer>("/api/act", { method: "POST", body: JSON.stringify(action) });
      if (!answer.ok) throw new Error(`${action.do}: ${JSON.stringify(answer.refused)}`);
      await this.#view();
    }
    return this.#view();
  }

  async #unlock(...ids: readonly string[]): Promise<MachineView> {
    return this.#act(...ids.map((id): Action => ({ do: "present-card", card: cardLine(id), pin: PIN })));
  }

  /** After a kill: what was open is closed by what the machine shows and what people see. */
  async #takeUp(): Promise<void> {
    const shown = await this.#ask<MachineView>("/api/view");
    const standing =
      shown.voter?.step ?? (shown.halfPrinted === null ? "nobody" : `half ${shown.halfPrinted}`);
    this.stood.set(`${shown.phase} ${standing}`, (this.stood.get(`${shown.phase} ${standing}`) ?? 0) + 1);
    let view = await this.#view();
    if (view.halfPrinted !== null) {
      const { seen } = this.#printer.take();
      await this.#unlock("a");
      view = await this.#act({ do: "half-printed", paper: seen === "whole" ? "whole" : "again" });
    }
    const open = this.#open;
    if (view.voter?.step === "interrupted") return this.#judge(open);
    if (view.voter?.step === "compare") return;
    if (view.voter !== null) throw new Error(`after a restart: ${view.voter.step}`);
    // Nobody is at the screen: what was asked is done, or never was.
    if (open?.what === "cast") this.known.box.push(open.selections);
    if (open?.what === "spoil") this.known.spoiled += 1;
    if (open?.what === "confirm" && this.#printer.take().seen !== "none")
      throw new Error("a voucher came out whose record is not on the disk");
    this.#open = null;
    await this.#holdCounts();
  }

  /** A poll worker and the voter look at what hangs out of the printer. */
  async #judge(open: Open): Promise<void> {
    if (open === null) throw new Error("a vote is interrupted that nobody confirmed");
    await this.#holdCounts();
    const { seen, lines } = this.#printer.take();
    await this.#unlock("a");
    // Somebody had taken the voucher out already when they answered.
    const isOut = seen === "whole" || open.what !== "confirm";
    if (isOut && open.what !== "confirm") this.#open = open;
    if (seen === "whole") holdVoucher(lines, open.selections);
    if (isOut && open.what !== "spoil") {
      this.#open = { what: "cast", selections: open.selections };
      await this.#act({ do: "resolve", paper: "whole-and-matches" });
      this.known.box.push(open.selections);
    } else {
      this.#open = { what: "spoil", selections: open.selections };
      if (seen === "none" && open.what === "confirm") this.#open = null;
      const paper = isOut ? "whole-and-wrong" : seen === "torn" ? "torn" : "none";
      await this.#act({ do: "resolve", paper });
      if (paper !== "none") this.known.spoiled += 1;
    }
    this.#open = null;
    await this.#leave();
  }

  /** Whoever is still at the screen has had enough. */
  async #leave(): Promise<void> {
    const { voter } = await this.#view();
    if (voter?.step === "choosing") await this.#act({ do: "abandon" });
    if (voter?.step === "thanks") await this.#act({ do: "dismiss" });
  }

  async #holdCounts(): Promise<void> {
    const { counts } = await this.#unlock("a");
    const { box, spoiled } = this.known;
    if (counts === null || counts.ballots !== box.length || counts.spoiled !== spoiled)
      throw new Error(`people have ${box.length} and ${spoiled}, the machine ${JSON.stringify(counts)}`);
  }

  async #opening(): Promise<MachineView> {
    const { phase } = await this.#view();
    if (phase === "open") return this.#view();
    await this.#unlock("a", "b");
    if (phase === "provisioned") await this.#act({ do: "print-zero-tape" });
    const view = await this.#until(
      ({ phase: now, halfPrinted }) => now !== "provisioned" || halfPrinted !== null,
    );
    if (view.halfPrinted !== null) return view;
    this.#printer.take();
    return this.#act({ do: "open" });
  }

  async #until(holds: (view: MachineView) => boolean): Promise<MachineView> {
    for (;;) {
      const view = await this.#view();
      if (holds(view)) return view;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** One voter, who may find their voucher wrong. */
  async #voting(): Promise<MachineView> {
    const before = await this.#view();
    if (before.voter === null) await this.#unlock("a").then(() => this.#act({ do: "activate" }));
    if ((await this.#view()).voter?.step === "choosing") {
      const selections = DEFINITION.contests.map(({ options }) => {
        const mark = this.#chance(options.length + 1);
        return mark === options.length ? [] : [mark];
      });
      this.#open = { what: "confirm", selections };
      await this.#act({ do: "confirm", selections });
    }
    const open = this.#open;
    const view = await this.#view();
    if (view.voter?.step === "interrupted") {
      await this.#judge(open);
      return this.#view();
    }
    if (view.voter?.step !== "compare" || open === null)
      throw new Error(`not to compare: ${JSON.stringify(view.voter)}`);
    if (JSON.stringify(view.voter.selections) !== JSON.stringify(open.selections))
      throw new Error("other choices");
    const { seen, lines } = this.#printer.take();
    if (seen !== "whole") throw new Error(`the machine says the voucher is out, and it is ${seen}`);
    holdVoucher(lines, open.selections);
    const matches = this.#chance(4) > 0;
    this.#open = { what: matches ? "cast" : "spoil", selections: open.selections };
    await this.#act({ do: "match", matches });
    if (matches) this.known.box.push(open.selections);
    else this.known.spoiled += 1;
    this.#open = null;
    await this.#leave();
    return this.#view();
  }

  /** From wherever the close stands, to the seal. */
  async #closing(): Promise<MachineView> {
    if ((await this.#view()).voter !== null) await this.#voting();
    for (;;) {
      const view = await this.#view();
      if (view.phase === "sealed") return view;
      if (view.halfPrinted !== null) {
        const { seen } = this.#printer.take();
        await this.#unlock("a");
        await this.#act({ do: "half-printed", paper: seen === "whole" ? "whole" : "again" });
        continue;
      }
      await this.#unlock("a", "b");
      const next = this.#nextOf(view);
      if (next.do === "print-copies") this.#printer.take();
      await this.#act(next);
    }
  }

  #nextOf({ phase, copies, witnesses }: MachineView): Action {
    const checkedIn = this.known.box.length;
    const undecided = witnesses.find(({ decision }) => decision === null);
    switch (phase) {
      case "open":
      case "paused":
        return { do: "close", checkedIn, early: "the test is over" };
      case "closed":
        return { do: "count" };
      case "counted":
        // One at a time, so that people know which paper the machine means.
        return { do: "print-copies", copies: Math.min(1, Math.max(1, copies.needed - copies.printed)) };
      case "printed":
        return undecided === undefined
          ? { do: "decided" }
          : { do: "witness-decision", witness: undecided.id, decision: "paper" };
      case "decided":
        return { do: "seal" };
      case "provisioned":
      case "zero-printed":
      case "sealed":
      case "transmitted":
        throw new Error(`no close from ${phase}`);
    }
  }

  /** The machine's numbers are those of the box, counted by hand. */
  #holdTally({ tally }: MachineView): void {
    const { box, spoiled } = this.known;
    if (tally === null || !tally.agrees) throw new Error("the recount does not agree");
    const byHand = DEFINITION.contests.map(({ options }, contest) => ({
      votes: options.map((_, option) => box.filter((marked) => marked[contest]![0] === option).length),
      blank: box.filter((marked) => marked[contest]!.length === 0).length,
    }));
    const machine = tally.contests.map(({ votes, blank }) => ({ votes, blank }));
    const isSame = JSON.stringify(machine) === JSON.stringify(byHand);
    if (!isSame || tally.ballots !== box.length || tally.spoiled !== spoiled)
      throw new Error(`by hand ${JSON.stringify(byHand)}, ${spoiled}; by machine ${JSON.stringify(tally)}`);
  }
}

/** What people read on a voucher is what was chosen. */
function holdVoucher(lines: readonly string[], selections: Selections): void {
  const names = DEFINITION.contests.flatMap(({ options }, i) =>
    selections[i]!.map((option) => options[option]!.name),
  );
  const text = lines.join("\n");
  const wrong = names.find((name) => !text.includes(name));
  if (wrong !== undefined) throw new Error(`the voucher does not say ${wrong}:\n${text}`);
}
