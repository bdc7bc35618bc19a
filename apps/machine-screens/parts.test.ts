/** The small parts that need no browser: a scanner that types, events, names, voices. */
import { STATION_RULES } from "@triplicate/core/count-machine/station-refusal.ts";
import { machineTranslator } from "@triplicate/ui/screen-messages.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEvent } from "./connection.ts";
import { initials, optionLines } from "./option-lines.ts";
import { refusedWords } from "./refused-words.ts";
import { createSpeaker, type Speech } from "./speaker.ts";
import { createWedge, type Wedge } from "./wedge.ts";

describe("a scanner that types", () => {
  /** Keys a tenth of a second apart. */
  const typist = (wedge: Wedge, from = 0) => {
    let timeStamp = from;
    return (key: string): string | null => {
      timeStamp += 100;
      return wedge.take({ key, timeStamp });
    };
  };
  const type = (text: string): (string | null)[] => {
    const press = typist(createWedge());
    return [...text].map((key) => press(key === "\n" ? "Enter" : key)).filter((line) => line !== null);
  };
  test.each([
    ["triplicate-card:QW5h\n", ["triplicate-card:QW5h"]],
    ["xx triplicate-answer:QW5h-_\n", ["triplicate-answer:QW5h-_"]],
    ["triplicate-card:QW5h", []],
    ["triplicate-card:QW 5h\n", []],
    ["triplicate-accredit:QW5h\n", []],
    ["\n\n", []],
    ["triplicate-card:QQ\ntriplicate-card:Qg\n", ["triplicate-card:QQ", "triplicate-card:Qg"]],
  ])("%j", (text, lines) => {
    expect(type(text)).toEqual(lines);
  });
  test("holds no more than a line, whatever is typed", () => {
    const press = typist(createWedge());
    for (let i = 0; i < 10_000; i += 1) press("a");
    expect(press("Enter")).toBeNull();
  });
  test("keys that are no letters are no part of it", () => {
    const press = typist(createWedge());
    for (const key of ["Shift", ..."triplicate-card:Q", "Shift", "Q"]) press(key);
    expect(press("Enter")).toBe("triplicate-card:QQ");
  });
  test("half a line grows old: the next person's Enter is their own", () => {
    const wedge = createWedge();
    for (const key of "triplicate-card:QQ") typist(wedge)(key);
    expect(typist(wedge, 60_000)("Enter")).toBeNull();
  });
});

describe("events", () => {
  test.each([
    ['event: view\ndata: {"revision":3}', 3],
    ['event:view\ndata:{"revision":\ndata:3}', 3],
    ['event: other\ndata: {"revision":3}', undefined],
    [": still here", undefined],
    ["event: view\ndata: {", undefined],
    ["", undefined],
  ])("%j", (event, revision) => {
    expect(readEvent(event)?.revision).toBe(revision);
  });
  test("no text throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readEvent(`event: view\n${text}`);
      }),
    );
  });
});

describe("names", () => {
  test.each([
    [{ name: "Ana Rojas – Unidad", party: "Unidad", candidate: "Ana Rojas" }, ["Ana Rojas – Unidad"]],
    [{ name: "Ana Rojas", party: "Unidad", candidate: "Ana Rojas" }, ["Ana Rojas", "Unidad"]],
    [{ name: "PSUV", party: "PSUV", candidate: "Justo Noguera" }, ["PSUV", "Justo Noguera"]],
    [{ name: "Lista 4", party: "Renovar", candidate: "Luis Peña" }, ["Lista 4", "Luis Peña · Renovar"]],
    [{ name: "Marta Díaz", candidate: "Marta Díaz" }, ["Marta Díaz"]],
  ])("%j", (option, lines) => {
    expect(optionLines({ id: "x", ...option })).toEqual(lines);
  });
  test.each([
    ["Ana Rojas", "AR"],
    ["María de los Ángeles Fernández-Betancourt", "MB"],
    ["Ñoño", "Ñ"],
    ["4", "4"],
    ["", ""],
  ])("initials of %s", (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});

describe("refusals", () => {
  test.each(["es", "en"] as const)("every rule of a station has its words in %s", (language) => {
    const words = machineTranslator(language);
    for (const rule of Object.keys(STATION_RULES)) {
      expect(refusedWords(words, { rule, clause: "1.1", detail: {} })).toMatch(/\.$/);
    }
    expect(refusedWords(words, { rule: "constructor", clause: "1.1", detail: {} })).toContain("constructor");
  });
  test("say what the detail says", () => {
    const words = machineTranslator("en");
    expect(refusedWords(words, { rule: "pin-wrong", clause: "11.4", detail: { left: 2 } })).toBe(
      "Wrong PIN. 2 tries are left.",
    );
    expect(refusedWords(words, { rule: "pin-locked", clause: "11.4", detail: { seconds: 299 } })).toContain(
      "5 minutes",
    );
  });
});

describe("voices", () => {
  const speech = (text: string): Speech => ({ text, language: "es", rate: 1, volume: 1 });
  const voice = (lang: string, localService: boolean) => ({ lang, localService }) as SpeechSynthesisVoice;
  const synthesis = (...voices: SpeechSynthesisVoice[]) => ({ getVoices: () => voices }) as SpeechSynthesis;
  const source = (own: SpeechSynthesis | undefined, hasMachine: boolean) =>
    createSpeaker({
      synthesis: own,
      hasMachineVoice: () => hasMachine,
      fetchSpeech: async () => null,
    }).source("es");
  test("the browser's own before the machine's, and never one on a server", () => {
    expect(source(synthesis(voice("es-ES", true)), true)).toBe("browser");
    expect(source(synthesis(voice("es-ES", false)), true)).toBe("machine");
    expect(source(synthesis(voice("en-GB", true)), false)).toBe("none");
    expect(source(undefined, false)).toBe("none");
  });
  test("what is silenced before it was fetched is never asked for, nor what waited behind it", async () => {
    const asked: string[] = [];
    const fetchSpeech = async (text: string) => {
      asked.push(text);
      return null;
    };
    const speaker = createSpeaker({ synthesis: undefined, hasMachineVoice: () => true, fetchSpeech });
    speaker.say(speech("one"));
    speaker.add(speech("two"));
    speaker.stop();
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toEqual(["one"]);
    speaker.say(speech("three"));
    speaker.add(speech("four"));
    await new Promise((done) => setImmediate(done));
    expect(asked).toEqual(["one", "three", "four"]);
  });
});
