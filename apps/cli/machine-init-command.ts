/**
 * `triplicate machine init` and `resume`: a machine's folder, whole or not at all.
 * Spec: spec/station.md, clauses 9.14 and 9.15.
 * @module
 */
import { time } from "@triplicate/core/note/fields.ts";
import type { Result } from "@triplicate/core/result.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import type { Language } from "@triplicate/core/text.ts";
import {
  type Provisioned,
  type ProvisionFault,
  type Provisioning,
  provisionMachine,
} from "@triplicate/machine/provision.ts";
import { replaceMachine } from "@triplicate/machine/replace.ts";
import { type MessageId, type Translator, translator } from "@triplicate/ui/messages.ts";
import { type Ask, askAtTerminal } from "./ask.ts";
import { EXIT, type ExitCode, type Io, UsageError } from "./io.ts";
import { passphraseFrom } from "./passphrase-option.ts";
import type { PAPERS } from "./program-machine.ts";

type Common = {
  readonly election: string;
  readonly key: string;
  readonly passphraseFile?: string;
  readonly data: string;
};

export type InitArguments = Common & {
  readonly station: string;
  readonly opens: string;
  readonly closes: string;
  readonly mode: Mode;
  readonly paper: (typeof PAPERS)[number];
  readonly printer: string;
  readonly language: Language;
  readonly secondCopy?: string;
  readonly centre?: string;
};

export type ResumeArguments = Common & {
  readonly from: string;
  readonly paper?: (typeof PAPERS)[number];
  readonly printer?: string;
  readonly centre?: string;
};

export const terminalOf = (io: Io): Ask | null =>
  io.isTerminal ? askAtTerminal(translator(io.language)) : null;

/** Seconds since 1970. */
export const wallClock = (): number => Math.floor(Date.now() / 1000);

export async function runMachineInit(
  args: InitArguments,
  io: Io,
  now: () => number = wallClock,
): Promise<ExitCode> {
  const t = translator(io.language);
  const hours = {
    opens: readMoment(args.opens, "--opens", t),
    closes: readMoment(args.closes, "--closes", t),
  };
  const passphrase = await passphraseFrom(args.passphraseFile, terminalOf(io), t);
  const done = await provisionMachine({
    ...{ election: args.election, station: args.station, keyFile: args.key, passphrase, folder: args.data },
    ...{ hours, mode: args.mode, paper: paperOf(args.paper), printer: args.printer, language: args.language },
    ...{ secondCopy: args.secondCopy ?? null, centre: args.centre ?? null, now: now() },
  });
  const { key, folder } = provisionedOr(done, t);
  const from = time.print(hours.opens);
  const to = time.print(hours.closes);
  io.out(`${t.t("machine-cli.prepared", { dir: folder, station: args.station, key })}\n`);
  io.out(`${t.t("machine-cli.prepared.hours", { from, to })}\n`);
  if (args.mode === "test") io.out(`${t.t("machine-cli.prepared.test")}\n`);
  if (args.secondCopy === undefined) io.out(`${t.t("machine-cli.prepared.noCopy")}\n`);
  if (args.centre === undefined) io.out(`${t.t("machine-cli.prepared.noCentre")}\n`);
  io.out(`${t.t("machine-cli.prepared.next", { dir: folder })}\n`);
  return EXIT.fine;
}

export async function runMachineResume(
  args: ResumeArguments,
  io: Io,
  now: () => number = wallClock,
): Promise<ExitCode> {
  const t = translator(io.language);
  const passphrase = await passphraseFrom(args.passphraseFile, terminalOf(io), t);
  const done = await replaceMachine({
    ...{
      from: args.from,
      election: args.election,
      keyFile: args.key,
      passphrase,
      folder: args.data,
      now: now(),
    },
    ...(args.paper === undefined ? {} : { paper: paperOf(args.paper) }),
    ...(args.printer === undefined ? {} : { printer: args.printer }),
    ...(args.centre === undefined ? {} : { centre: args.centre }),
  });
  const { key, folder } = provisionedOr(done, t);
  io.out(`${t.t("machine-cli.resumed", { dir: folder, key })}\n`);
  io.out(`${t.t("machine-cli.resumed.check")}\n`);
  io.out(`${t.t("machine-cli.prepared.next", { dir: folder })}\n`);
  return EXIT.fine;
}

function provisionedOr(done: Result<Provisioned, ProvisionFault>, t: Translator): Provisioned {
  if (done.ok) return done.value;
  const { code, detail } = done.error;
  throw new UsageError(
    t.t(`machine-cli.prepare.${code}` satisfies MessageId, { detail }),
    t.t("machine-cli.prepare.remedy"),
  );
}

const paperOf = (paper: (typeof PAPERS)[number]): Provisioning["paper"] =>
  paper === "a4" ? "a4" : paper === "58" ? 58 : 80;

const MOMENT =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(:[0-9]{2})?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/;

/** RFC 3339, seconds left out if one likes; the offset is asked for, because a machine's own zone is somebody's mistake. */
export function readMoment(text: string, option: string, t: Translator): number {
  const match = MOMENT.exec(text);
  const [, day, minute, second = ":00", sign, hours = "00", minutes = "00"] = match ?? [];
  const local = match === null ? null : time.parse(`${day}T${minute}${second}Z`);
  const offset = Number(hours) * 3600 + Number(minutes) * 60;
  if (local === null || Number(hours) > 14 || Number(minutes) > 59)
    throw new UsageError(
      t.t("machine-cli.usage.time", { option, text }),
      t.t("machine-cli.usage.time.remedy"),
    );
  return sign === "-" ? local + offset : local - offset;
}
