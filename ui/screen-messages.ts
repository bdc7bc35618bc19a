/**
 * What the screens in a browser say: one catalogue for each program, with the words that all screens share.
 *
 * Apart from messages.ts, so that a voting machine or a telephone does not carry every command's help.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import enMachine from "./messages/en/machine.json" with { type: "json" };
import enScreen from "./messages/en/screen.json" with { type: "json" };
import enSite from "./messages/en/site.json" with { type: "json" };
import enWitness from "./messages/en/witness.json" with { type: "json" };
import esMachine from "./messages/es/machine.json" with { type: "json" };
import esScreen from "./messages/es/screen.json" with { type: "json" };
import esSite from "./messages/es/site.json" with { type: "json" };
import esWitness from "./messages/es/witness.json" with { type: "json" };
import { createTranslator, type TranslatorOf } from "./translator.ts";

const MACHINE = { en: { ...enScreen, ...enMachine }, es: { ...esScreen, ...esMachine } };
const WITNESS = { en: { ...enScreen, ...enWitness }, es: { ...esScreen, ...esWitness } };
const SITE = { en: { ...enScreen, ...enSite }, es: { ...esScreen, ...esSite } };

export type ScreenMessageId = keyof typeof enScreen & keyof typeof esScreen;
export type MachineMessageId = keyof typeof MACHINE.en & keyof typeof MACHINE.es;
export type WitnessMessageId = keyof typeof WITNESS.en & keyof typeof WITNESS.es;
export type SiteMessageId = keyof typeof SITE.en & keyof typeof SITE.es;

/** For parts that every program uses: each program's own translator is one of these too. */
export type ScreenTranslator = TranslatorOf<ScreenMessageId>;
export type MachineTranslator = TranslatorOf<MachineMessageId>;
export type WitnessTranslator = TranslatorOf<WitnessMessageId>;
export type SiteTranslator = TranslatorOf<SiteMessageId>;

export const machineTranslator = (language: Language): MachineTranslator =>
  createTranslator<MachineMessageId>(language, MACHINE[language]);
export const witnessTranslator = (language: Language): WitnessTranslator =>
  createTranslator<WitnessMessageId>(language, WITNESS[language]);
export const siteTranslator = (language: Language): SiteTranslator =>
  createTranslator<SiteMessageId>(language, SITE[language]);
