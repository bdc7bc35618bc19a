/** Every screen of the kiosk by a name: the view that shows it, and what is pressed to get there. For looking at them and for axe. */
import type { MachineView } from "./api.ts";
import { fakeView, GOVERNOR_NUMBERS, LONG, WITNESSES } from "./fake-views.test-helper.ts";

export type ListedScreen = {
  readonly name: string;
  readonly view: Partial<MachineView>;
  /** Words on buttons in order, by language: what is pressed once the view is shown. `key:` presses a key. */
  readonly press?: { readonly es: readonly string[]; readonly en: readonly string[] };
};

const ANA = { id: "ana", name: "Ana Pérez", scope: "station/080101001.01" };
const LUIS = { id: "luis", name: "Luis Marcano", scope: "station/080101001.01" };
const counts = { checkedIn: 431, ballots: 428, spoiled: 3 };
const tally = fakeView().tally!;
const one = { cards: [ANA], counts };
const two = { cards: [ANA, LUIS], counts };
const printed = { ...one, phase: "printed", copies: { printed: 6, needed: 6, printing: false } } as const;
const answered = WITNESSES.map((witness, i) => ({
  ...witness,
  decision: (["signed", "refused", "absent"] as const)[i]!,
  ...(i === 1 ? { reason: "Los números no son los que vi" } : {}),
}));
const choosing = { phase: "open", voter: { step: "choosing" } } as const;
const spanish = ["Votar en español"];
const english = ["Vote in English"];
const compared = { step: "compare", selections: [[1], []] } as const;

/** Both languages' words for one way. */
const ways = (es: readonly string[], en: readonly string[]) => ({
  es: [...spanish, ...es],
  en: [...english, ...en],
});

export const WORKER_SCREENS: readonly ListedScreen[] = [
  { name: "locked", view: {} },
  { name: "locked-open", view: { phase: "open" } },
  { name: "locked-transmitted", view: { phase: "transmitted" } },
  {
    name: "card",
    view: { isDemo: true },
    press: { es: ["Soy miembro de mesa"], en: ["I am a poll worker"] },
  },
  {
    name: "pin",
    view: { isDemo: true },
    press: { es: ["Soy miembro de mesa", "Ana Pérez"], en: ["I am a poll worker", "Ana Pérez"] },
  },
  { name: "provisioned", view: one },
  { name: "zero-printed", view: { ...one, phase: "zero-printed" } },
  { name: "zero-printed-two", view: { ...two, phase: "zero-printed", printer: "paper-out" } },
  { name: "open", view: { ...one, phase: "open" } },
  { name: "pause", view: { ...one, phase: "open" }, press: { es: ["Pausar"], en: ["Pause"] } },
  { name: "paused", view: { ...one, phase: "paused", warnings: ["second-copy-missing"] } },
  { name: "voter-choosing", view: { ...one, ...choosing } },
  { name: "judge", view: { ...one, phase: "open", voter: { step: "interrupted" } } },
  {
    name: "close-two",
    view: { ...one, phase: "open" },
    press: { es: ["Cerrar la mesa"], en: ["Close the polls"] },
  },
  {
    name: "close-register",
    view: { ...two, phase: "open" },
    press: { es: ["Cerrar la mesa"], en: ["Close the polls"] },
  },
  {
    name: "close-early",
    view: { ...two, phase: "open" },
    press: {
      es: ["Cerrar la mesa", "4", "3", "1", "Siguiente"],
      en: ["Close the polls", "4", "3", "1", "Next"],
    },
  },
  {
    name: "close-sure",
    view: { ...two, phase: "open", now: 1_508_108_400 },
    press: {
      es: ["Cerrar la mesa", "4", "3", "1", "Siguiente"],
      en: ["Close the polls", "4", "3", "1", "Next"],
    },
  },
  { name: "closed", view: { ...one, phase: "closed" } },
  { name: "counted", view: { ...one, phase: "counted" } },
  {
    name: "counted-differs",
    view: {
      ...one,
      phase: "counted",
      tally: {
        ...tally,
        agrees: false,
        contests: [
          {
            ...GOVERNOR_NUMBERS,
            running: { votes: [212, 200, 7, 3, 2, 1, 1], blank: 2, null: 0 },
          },
        ],
      },
    },
  },
  { name: "half-printed", view: { ...one, phase: "counted", halfPrinted: "acta" } },
  { name: "witnesses", view: printed },
  { name: "witnesses-done", view: { ...printed, witnesses: answered } },
  {
    name: "witness",
    view: printed,
    press: { es: ["Testigo de Gran Polo"], en: ["Witness of Gran Polo"] },
  },
  {
    name: "witness-scan",
    view: printed,
    press: {
      es: ["Testigo de Gran Polo", "Responde con su teléfono"],
      en: ["Witness of Gran Polo", "Answers with their telephone"],
    },
  },
  {
    name: "witness-own-words",
    view: printed,
    press: {
      es: ["Testigo de Gran Polo", "Se niega a firmar", "Con mis propias palabras"],
      en: ["Witness of Gran Polo", "Refuses to sign", "In my own words"],
    },
  },
  {
    name: "symbols",
    view: printed,
    press: { es: ["Códigos del acta en la pantalla"], en: ["The acta’s codes on the screen"] },
  },
  { name: "decided", view: { ...printed, phase: "decided", witnesses: answered } },
  { name: "sealed", view: { ...one, phase: "sealed" } },
  {
    name: "sending",
    view: { ...one, phase: "sealed", transmission: { state: "trying", attempt: 2, sent: 1, of: 3 } },
  },
  {
    name: "send-waiting",
    view: {
      ...one,
      phase: "sealed",
      transmission: { state: "waiting", attempt: 3, reason: "unreachable", next: 1_508_108_400 },
    },
  },
  {
    name: "send-refused",
    view: {
      ...one,
      phase: "sealed",
      transmission: {
        state: "refused",
        code: "acta-sum",
        message: { es: "La suma no cuadra.", en: "The sum does not fit." },
      },
    },
  },
  {
    name: "false-receipt",
    view: { ...one, phase: "sealed", transmission: { state: "false-receipt", code: "proof-wrong" } },
  },
  {
    name: "transmitted",
    view: {
      ...one,
      phase: "transmitted",
      transmission: {
        state: "done",
        receipts: [
          { name: "acta-governor.note", index: 812 },
          { name: "acta-council.note", index: 813 },
          { name: "closing.note", index: 814 },
        ],
      },
    },
  },
  { name: "test-mode", view: { ...one, phase: "open", mode: "test" } },
];

export const VOTER_SCREENS: readonly ListedScreen[] = [
  { name: "language", view: choosing },
  { name: "contest", view: choosing, press: ways(["Andrés Velásquez"], ["Andrés Velásquez"]) },
  { name: "contest-test", view: { ...choosing, mode: "test" }, press: ways([], []) },
  {
    name: "contest-council",
    view: choosing,
    press: ways(["Andrés", "Siguiente", "Ana Rojas", "Inés"], ["Andrés", "Next", "Ana Rojas", "Inés"]),
  },
  { name: "contest-sixty", view: { ...choosing, contests: [LONG] }, press: ways([], []) },
  { name: "nothing", view: choosing, press: ways(["Siguiente"], ["Next"]) },
  {
    name: "full",
    view: choosing,
    press: ways(
      ["Andrés", "Siguiente", "Ana Rojas", "Inés", "Luis", "Pedro"],
      ["Andrés", "Next", "Ana Rojas", "Inés", "Luis", "Pedro"],
    ),
  },
  {
    name: "settings",
    view: { ...choosing, hasSpeech: { es: true, en: true } },
    press: ways(["Letras"], ["Letters"]),
  },
  { name: "help", view: choosing, press: ways(["Ayuda"], ["Help"]) },
  {
    name: "review",
    view: choosing,
    press: ways(
      ["Andrés", "Siguiente", "Voto en blanco", "Siguiente"],
      ["Andrés", "Next", "Blank vote", "Next"],
    ),
  },
  { name: "printing", view: { phase: "open", voter: { step: "printing" } } },
  { name: "printer", view: { phase: "open", voter: { step: "printer", problem: "paper-out" } } },
  { name: "compare", view: { phase: "open", voter: compared } },
  {
    name: "compare-no",
    view: { phase: "open", voter: compared },
    press: { es: ["No es igual"], en: ["No es igual"] },
  },
  { name: "demo-compare", view: { phase: "open", voter: compared, isDemo: true } },
  { name: "interrupted", view: { phase: "open", voter: { step: "interrupted" } } },
  { name: "thanks", view: { phase: "open", voter: { step: "thanks", outcome: "cast" } } },
];
