/**
 * The evening: what is read, decided, kept, photographed, sent, and asked of the centre.
 * Spec: spec/witness-app.md, sections 4 to 8.
 * @module
 */
import { encodeHex } from "@triplicate/core/bytes.ts";
import { openCheckpoint } from "@triplicate/core/log/signed-checkpoint.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { sha256 } from "@triplicate/core/sha256.ts";
import type { AnswerDecision } from "@triplicate/core/statement/witness-answer.ts";
import { makeAnswer } from "./answer.ts";
import { type App, currentKit, ownWitness, sorted } from "./app.ts";
import { askCentre } from "./ask-centre.ts";
import { createCentre } from "./centre.ts";
import { addTexts, EMPTY_GATHERING, scanProgress } from "./gather.ts";
import { request } from "./http.ts";
import { type JudgedActa, judgeActa, type StationActas, stationActas } from "./judge-acta.ts";
import { signWith } from "./keys.ts";
import { letterTo, sendLetters } from "./outbox.ts";
import { cleanPhoto } from "./photo.ts";
import type { KeptActa } from "./store.ts";
import type { VerifiedKit } from "./verify-kit.ts";

/** True where something new was read. */
export async function readTexts(app: App, texts: readonly string[]): Promise<boolean> {
  const before = app.state().gathering;
  const gathering = addTexts(before, texts);
  if (gathering === before) return false;
  app.change({ gathering });
  if (gathering.texts.every((text, i) => text === before.texts[i])) return false;
  await app.setting.store.put("values", "texts", [...gathering.texts]);
  return true;
}

export async function clearReading(app: App): Promise<void> {
  app.change({ gathering: EMPTY_GATHERING });
  await app.setting.store.put("values", "texts", []);
}

/** What was read of the station in use, judged. */
export function judgedReading(app: App): StationActas | null {
  const loaded = currentKit(app.state());
  if (loaded === null) return null;
  const { actas } = scanProgress(app.state().gathering);
  const judged = actas.flatMap((bytes) => judgeActa(bytes, loaded.kit, verifyPortably) ?? []);
  return stationActas(judged, loaded.kit);
}

const idOf = ({ digest }: JudgedActa): string => encodeHex(digest);

/** Keeps the actas without an answer: nobody must sign to have a copy. */
export async function keepUnsigned(app: App, actas: readonly JudgedActa[]): Promise<readonly string[]> {
  const notes = actas.map(({ noteBytes }) => noteBytes);
  return keep(app, actas, notes, { decision: null, answer: null });
}

/** Signs or refuses, and keeps the actas with the answer; the reading is over then. */
export async function decide(
  app: App,
  actas: readonly JudgedActa[],
  decision: AnswerDecision,
): Promise<string> {
  const state = app.state();
  const loaded = currentKit(state);
  const witness = ownWitness(state, loaded);
  if (loaded === null || witness === null || state.identity === null)
    throw new Error("only an accredited witness answers");
  const sign = signWith(state.identity.key);
  const { line, notes } = await makeAnswer(loaded.kit, actas, witness, sign, decision);
  await keep(app, actas, notes, { decision, answer: line });
  await app.setting.store.put("values", "answer", line);
  return line;
}

type Kept = Pick<KeptActa, "decision" | "answer">;

async function keep(
  app: App,
  actas: readonly JudgedActa[],
  notes: readonly Uint8Array[],
  decided: Kept,
): Promise<readonly string[]> {
  const { store, now } = app.setting;
  const { centre } = currentKit(app.state())!.kit;
  const ids: string[] = [];
  for (const [i, judged] of actas.entries()) {
    const { acta } = judged;
    const id = idOf(judged);
    const before = await store.get("actas", id);
    await store.put("actas", id, {
      ...{ id, election: acta.election[0], station: acta.station, contest: acta.contest, mode: acta.mode },
      noteBytes: decided.answer === null ? (before?.noteBytes ?? notes[i]!) : notes[i]!,
      keptAt: before?.keptAt ?? now(),
      decision: decided.decision ?? before?.decision ?? null,
      answer: decided.answer ?? before?.answer ?? null,
      ...{ receipt: before?.receipt ?? null, falseReceipt: null, asked: before?.asked ?? null },
    });
    ids.push(id);
    // Only what is an acta of this station is anybody else's business.
    if (!judged.isGenuine) continue;
    for (const letter of [letterTo("collector", id), ...(centre === null ? [] : [letterTo("centre", id)])]) {
      await store.put("outbox", letter.id, letter);
    }
  }
  await clearReading(app);
  await refresh(app);
  void sendNow(app);
  return ids;
}

/** The state as the store has it now: a worker may have sent something meanwhile. */
export async function refresh(app: App): Promise<void> {
  const { store } = app.setting;
  const [kept, photos, outbox] = await Promise.all([
    store.all("actas"),
    store.all("photos"),
    store.all("outbox"),
  ]);
  app.change({ kept: sorted(kept), photos, outbox });
}

/** What a browser has beside the usual: to be told when there is a network again (Background Sync). */
type WithSync = { readonly sync?: { register(tag: string): Promise<void> } };

let timer: ReturnType<typeof setTimeout> | undefined;

export async function sendNow(app: App, always = false): Promise<void> {
  if (app.state().isSending) return;
  app.change({ isSending: true });
  try {
    const next = await sendLetters(app.setting, always);
    clearTimeout(timer);
    if (next !== null) {
      timer = setTimeout(() => void sendNow(app), Math.max(1000, next - app.setting.now()));
      const registration = (await navigator.serviceWorker?.getRegistration()) as WithSync | undefined;
      // Refused or unknown: the timer and the browser's own word that it is online again will do.
      await registration?.sync?.register("outbox").catch(() => {});
    }
  } finally {
    app.change({ isSending: false });
    await refresh(app);
  }
}

export async function addPhotos(app: App, acta: string, files: readonly File[]): Promise<boolean> {
  const { store } = app.setting;
  let isWhole = true;
  for (const file of files) {
    const picture = await cleanPhoto(file);
    if (picture === null) {
      isWhole = false;
      continue;
    }
    const digest = sha256(new Uint8Array(await picture.arrayBuffer()));
    const id = encodeHex(digest);
    await store.put("photos", id, { id, acta, picture });
    const letter = letterTo("photo", id);
    await store.put("outbox", letter.id, letter);
  }
  await refresh(app);
  void sendNow(app);
  return isWhole;
}

export async function removePhoto(app: App, id: string): Promise<void> {
  const { store } = app.setting;
  await store.remove("photos", id);
  await store.remove("outbox", `photo ${id}`);
  await refresh(app);
}

/** Checkpoints of one election that are kept: the first and the latest say most, and a year of them would say no more. */
const MAX_CHECKPOINTS = 20;

export async function ask(app: App, kept: KeptActa, kit: VerifiedKit): Promise<void> {
  const { store, fetch, now } = app.setting;
  const acta = judgeActa(kept.noteBytes, kit, verifyPortably);
  if (acta === null || kit.centre === null) return;
  const seen = (await store.all("checkpoints")).filter(({ election }) => election === kept.election);
  const known = { acta, ...kept, seen: seen.map(({ bytes }) => bytes) };
  const answer = await askCentre(kit, known, createCentre(kit.centre, fetch), verifyPortably);
  if (answer.is === "answered" && answer.checkpoint !== null) {
    const opened = openCheckpoint(answer.checkpoint, kit.policy, verifyPortably);
    const id = encodeHex(sha256(answer.checkpoint));
    const size = opened.ok ? opened.value.checkpoint.size : 0;
    if (opened.ok && !seen.some((one) => one.size === size)) {
      await store.put("checkpoints", id, { id, election: kept.election, size, bytes: answer.checkpoint });
      const middle = seen.toSorted((a, b) => a.size - b.size).slice(1, -1);
      if (seen.length >= MAX_CHECKPOINTS && middle[0] !== undefined)
        await store.remove("checkpoints", middle[0].id);
    }
  }
  await store.change("actas", kept.id, (value) => ({ ...value, asked: { at: now(), answer } }));
  await refresh(app);
}

const MAX_MACHINE_ANSWER = 1024 * 1024;

/** In a demonstration: the machine's window on the same computer takes the answer without a camera. */
export async function handToMachine(app: App, answer: string): Promise<boolean> {
  const loaded = currentKit(app.state());
  if (loaded?.kit.isDemo !== true || loaded.demoMachine === null) return false;
  const init = { method: "POST", headers: { "content-type": "text/plain; charset=utf-8" }, body: answer };
  const sent = await request(app.setting.fetch, loaded.demoMachine, MAX_MACHINE_ANSWER, init);
  return sent.is === "ok";
}
