/**
 * A published log or kept actas as a count of a comparison, judged by the keys of the election package.
 * Spec: spec/reading.md, section 8.
 * @module
 */

import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import type { ReadCount } from "@triplicate/adapters/read-count.ts";
import {
  readActasCount,
  readLogCount,
  type SignedFault,
  type SignedWords,
} from "@triplicate/adapters/read-signed-count.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import type { LocalizedText } from "@triplicate/core/text.ts";
import { type MessageId, type MessageValues, type Translator, translator } from "@triplicate/ui/messages.ts";
import type { CountArgument, SignedKind } from "./compare-arguments.ts";
import type { MaterialOptions } from "./compare-material.ts";
import { UsageError } from "./io.ts";
import { sourceError } from "./verify-command.ts";
import { electionOf } from "./verify-contradiction.ts";

export async function readSignedCount(
  { name, kind, file: place }: Extract<CountArgument, { readonly kind: SignedKind }>,
  source: string,
  { election, keep }: MaterialOptions,
  t: Translator,
): Promise<ReadCount> {
  const request = { name, place, source, keep, election: await packageOf(election, t), words: WORDS[kind] };
  const read = kind === "log" ? await readLogCount(request) : await readActasCount(request);
  if (!read.ok) throw signedError(place, read.error, t);
  return read.value;
}

async function packageOf(definition: string, t: Translator): Promise<ElectionPackage> {
  const folder = dirname(definition);
  const note = await stat(join(folder, PACKAGE_FILES.note)).catch(() => null);
  if (note === null) throw new UsageError(t.t("verify.usage.notAPackage"));
  return electionOf(folder, t);
}

const both = (id: MessageId, values: MessageValues): LocalizedText => ({
  es: translator("es").t(id, values),
  en: translator("en").t(id, values),
});

const WORDS = {
  log: {
    title: (values) => both("verify.count.log.title", values),
    statement: (values) => both("verify.count.log.statement", values),
  },
  actas: {
    title: (values) => both("verify.count.actas.title", values),
    statement: (values) => both("verify.count.actas.statement", values),
  },
} as const satisfies Record<SignedKind, SignedWords>;

function signedError(place: string, fault: SignedFault, t: Translator): UsageError {
  switch (fault.code) {
    case "log-broken":
      return new UsageError(
        t.t("verify.usage.logBroken", { place, rules: fault.rules.join(", ") }),
        t.t("verify.usage.logBroken.remedy", { place }),
      );
    case "no-actas":
      return new UsageError(t.t("verify.usage.noActas", { place }));
    default:
      return sourceError(place, fault, t);
  }
}
