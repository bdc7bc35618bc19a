/**
 * Everything that the commands, reports and server pages say, in every language, as one catalogue a language.
 *
 * What runs in a browser takes only the catalogue of its own screens: screen-messages.ts. How a message is read and
 * filled: translator.ts.
 * @module
 */

import type { Language } from "@triplicate/core/text.ts";
import enAttack from "./messages/en/attack.json" with { type: "json" };
import enCentre from "./messages/en/centre.json" with { type: "json" };
import enCharts from "./messages/en/charts.json" with { type: "json" };
import enClasses from "./messages/en/classes.json" with { type: "json" };
import enCli from "./messages/en/cli.json" with { type: "json" };
import enCollect from "./messages/en/collect.json" with { type: "json" };
import enDay from "./messages/en/day.json" with { type: "json" };
import enDefinitions from "./messages/en/definitions.json" with { type: "json" };
import enPackage from "./messages/en/election-package.json" with { type: "json" };
import enFaults from "./messages/en/faults.json" with { type: "json" };
import enFindings from "./messages/en/findings.json" with { type: "json" };
import enHelp from "./messages/en/help.json" with { type: "json" };
import enKeys from "./messages/en/keys.json" with { type: "json" };
import enMachine from "./messages/en/machine-cli.json" with { type: "json" };
import enPrint from "./messages/en/print.json" with { type: "json" };
import enReport from "./messages/en/report.json" with { type: "json" };
import enScreening from "./messages/en/screening.json" with { type: "json" };
import enVerify from "./messages/en/verify.json" with { type: "json" };
import esAttack from "./messages/es/attack.json" with { type: "json" };
import esCentre from "./messages/es/centre.json" with { type: "json" };
import esCharts from "./messages/es/charts.json" with { type: "json" };
import esClasses from "./messages/es/classes.json" with { type: "json" };
import esCli from "./messages/es/cli.json" with { type: "json" };
import esCollect from "./messages/es/collect.json" with { type: "json" };
import esDay from "./messages/es/day.json" with { type: "json" };
import esDefinitions from "./messages/es/definitions.json" with { type: "json" };
import esPackage from "./messages/es/election-package.json" with { type: "json" };
import esFaults from "./messages/es/faults.json" with { type: "json" };
import esFindings from "./messages/es/findings.json" with { type: "json" };
import esHelp from "./messages/es/help.json" with { type: "json" };
import esKeys from "./messages/es/keys.json" with { type: "json" };
import esMachine from "./messages/es/machine-cli.json" with { type: "json" };
import esPrint from "./messages/es/print.json" with { type: "json" };
import esReport from "./messages/es/report.json" with { type: "json" };
import esScreening from "./messages/es/screening.json" with { type: "json" };
import esVerify from "./messages/es/verify.json" with { type: "json" };
import { createTranslator, type TranslatorOf } from "./translator.ts";

const en = {
  ...enReport,
  ...enCharts,
  ...enClasses,
  ...enScreening,
  ...enFindings,
  ...enFaults,
  ...enCli,
  ...enDefinitions,
  ...enKeys,
  ...enPackage,
  ...enCentre,
  ...enVerify,
  ...enAttack,
  ...enCollect,
  ...enDay,
  ...enMachine,
  ...enPrint,
  ...enHelp,
};
const es = {
  ...esReport,
  ...esCharts,
  ...esClasses,
  ...esScreening,
  ...esFindings,
  ...esFaults,
  ...esCli,
  ...esDefinitions,
  ...esKeys,
  ...esPackage,
  ...esCentre,
  ...esVerify,
  ...esAttack,
  ...esCollect,
  ...esDay,
  ...esMachine,
  ...esPrint,
  ...esHelp,
};

/** An id that both catalogues have: one that only one has does not compile where it is used. */
export type MessageId = keyof typeof es & keyof typeof en;

/** The catalogues as written, for tests and scripts that compare languages. */
export const CATALOGUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = { es, en };

export const LANGUAGES = ["es", "en"] as const satisfies readonly Language[];

export type { MessageValues } from "./translator.ts";
export type Translator = TranslatorOf<MessageId>;

const translators = new Map<Language, Translator>();

export function translator(language: Language): Translator {
  const known = translators.get(language);
  if (known !== undefined) return known;
  const created = createTranslator<MessageId>(language, language === "es" ? es : en);
  translators.set(language, created);
  return created;
}
