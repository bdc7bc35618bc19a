/**
 * The machine's own voice: espeak-ng, where it is installed, for voters who cannot read the screen and have no screen reader.
 *
 * What is spoken may be a voter's choices: it goes to the program by its standard input, never as an argument that others on the machine can
 * see, and comes back through a pipe; nothing of it touches a disk. Spec: spec/station.md, clause 9.11.
 * @module
 */
import { spawn } from "node:child_process";
import type { Language } from "@triplicate/core/text.ts";

export type Speech = {
  readonly has: Readonly<Record<Language, boolean>>;
  /** A WAV; null where nothing can be said, or something else was to be said before this was ready. */
  speak(text: string, language: Language, rate: number): Promise<Uint8Array | null>;
};

export const MAX_SPOKEN = 2000;
/** A multiple of the voice's own speed. */
export const RATES = { slowest: 0.5, fastest: 3 } as const;

const PROGRAM = "espeak-ng";
/** First that is there. */
const VOICES: Readonly<Record<Language, readonly string[]>> = { es: ["es-419", "es"], en: ["en-us", "en"] };
const WORDS_A_MINUTE = 160;
const MOST_BYTES = 32 * 1024 * 1024;
const LONGEST_MILLISECONDS = 15_000;

export async function openSpeech(program: string = PROGRAM): Promise<Speech> {
  const found: Partial<Record<Language, string>> = {};
  for (const language of ["es", "en"] as const) {
    for (const voice of VOICES[language]) {
      if (found[language] !== undefined) break;
      const wav = await run(program, ["--stdout", "-v", voice, "--stdin"], "a");
      if (wav !== null) found[language] = voice;
    }
  }
  // One mouth: a key that is held down asks for thirty things a second, and a slow machine would still be at the first.
  let interrupt = (): void => {};
  return {
    has: { es: found.es !== undefined, en: found.en !== undefined },
    async speak(text, language, rate) {
      const voice = found[language];
      if (voice === undefined || text.length > MAX_SPOKEN) return null;
      const speed = Math.round(WORDS_A_MINUTE * Math.min(RATES.fastest, Math.max(RATES.slowest, rate)));
      interrupt();
      const voiced = new AbortController();
      interrupt = () => voiced.abort();
      const args = ["--stdout", "-v", voice, "-s", String(speed), "-b", "1", "--stdin"];
      return run(program, args, text, voiced.signal);
    },
  };
}

function run(
  program: string,
  args: readonly string[],
  text: string,
  signal?: AbortSignal,
): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...{ stdio: ["pipe", "pipe", "ignore"], timeout: LONGEST_MILLISECONDS },
      ...(signal === undefined ? {} : { signal }),
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.on("error", () => resolve(null));
    child.stdin.on("error", () => {});
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_BYTES) child.kill();
      else chunks.push(chunk);
    });
    child.on("close", (code) => {
      const wav = Buffer.concat(chunks);
      resolve(code === 0 && isWav(wav) ? sized(wav) : null);
    });
    child.stdin.end(text);
  });
}

const isWav = (bytes: Buffer): boolean => bytes.length > 44 && bytes.toString("latin1", 0, 4) === "RIFF";

/** A voice that writes into a pipe does not know how long it will be: players want the true lengths. */
function sized(wav: Buffer): Uint8Array {
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(wav.length - 44, 40);
  return wav;
}
