/**
 * The machine's voice, with a program that says what it was given in place of speaking.
 * @module
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAX_SPOKEN, openSpeech } from "./speech.ts";

let root: string;
let program: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "triplicate-speech-"));
  program = join(root, "voice");
  // Knows one Spanish voice; answers with a header whose lengths are those of a pipe, its arguments, and what it read.
  const script = `#!/bin/sh
case "$*" in *es-419*) exit 1;; *en*) exit 1;; esac
printf 'RIFF\\377\\377\\377\\377WAVEfmt \\020\\0\\0\\0\\001\\0\\001\\0\\042\\126\\0\\0\\104\\254\\0\\0\\002\\0\\020\\0data\\377\\377\\377\\377'
echo "$*"
cat
`;
  writeFileSync(program, script);
  chmodSync(program, 0o755);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("speaks in the voice that is there, at the speed that is asked, of what came by the pipe alone", async () => {
  const speech = await openSpeech(program);
  expect(speech.has).toEqual({ es: true, en: false });
  const wav = await speech.speak("Ana Rojas; rm -rf /", "es", 2);
  const text = Buffer.from(wav!).toString("latin1");
  expect(text.slice(44)).toBe("--stdout -v es -s 320 -b 1 --stdin\nAna Rojas; rm -rf /");
  const view = new DataView(wav!.buffer, wav!.byteOffset);
  expect([view.getUint32(4, true), view.getUint32(40, true)]).toEqual([wav!.length - 8, wav!.length - 44]);
});

test("says nothing in a language without a voice, of too much, or without the program", async () => {
  const speech = await openSpeech(program);
  expect(await speech.speak("hello", "en", 1)).toBeNull();
  expect(await speech.speak("a".repeat(MAX_SPOKEN + 1), "es", 1)).toBeNull();
  const none = await openSpeech(join(root, "nothing"));
  expect(none.has).toEqual({ es: false, en: false });
  expect(await none.speak("hola", "es", 1)).toBeNull();
});

test("says the last of what a held key asks for, and leaves the rest unsaid", async () => {
  const speech = await openSpeech(program);
  const all = ["uno", "dos", "tres", "cuatro"].map((text) => speech.speak(text, "es", 1));
  const [first, second, third, last] = await Promise.all(all);
  expect([first, second, third]).toEqual([null, null, null]);
  expect(Buffer.from(last!).toString("latin1")).toContain("cuatro");
});
