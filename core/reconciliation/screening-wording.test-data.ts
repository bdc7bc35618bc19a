/**
 * Words that never stand beside a screening signal, in code, specification or message.
 * A signal points somewhere; what is there, people find out (spec/reconciliation.md, clause 8.1).
 * @module
 */
export const FORBIDDEN_WORDS = {
  en: [
    "cheat",
    "cheated",
    "cheating",
    "falsified",
    "fraud",
    "fraudulent",
    "frauds",
    "guilty",
    "manipulated",
    "manipulation",
    "proof",
    "proofs",
    "prove",
    "proved",
    "proven",
    "proves",
    "proving",
    "rigged",
    "rigging",
    "stolen",
    "tampered",
    "tampering",
  ],
  es: [
    "adulterado",
    "adulterados",
    "amañada",
    "amañadas",
    "amañado",
    "amañados",
    "amaño",
    "comprueba",
    "comprueban",
    "culpable",
    "demostrado",
    "demostrar",
    "demuestra",
    "demuestran",
    "falsificado",
    "falsificados",
    "fraude",
    "fraudes",
    "fraudulenta",
    "fraudulento",
    "manipulación",
    "manipulada",
    "manipulado",
    "probado",
    "probar",
    "prueba",
    "prueban",
    "pruebas",
    "robada",
    "robado",
    "robo",
    "trampa",
    "trampas",
  ],
} as const;

const ALL: ReadonlySet<string> = new Set([...FORBIDDEN_WORDS.en, ...FORBIDDEN_WORDS.es]);

/** The forbidden words in a text, in the order they stand, in lower case. */
export const forbiddenWords = (text: string): string[] =>
  (
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  ).filter((word) => ALL.has(word));
