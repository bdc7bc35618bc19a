/**
 * What is still to be sent: kept actas and photographs to the party's server, kept actas to the centre.
 *
 * A letter stays until somebody has it for good. Tries grow apart, up to half an hour, and no two telephones keep the same
 * time; a page sends while it is open, and its worker when the browser says that there is a network again. Both may send at
 * once: whoever receives a note twice has it once.
 * Spec: spec/witness-app.md, section 7.
 * @module
 */
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { createCentre } from "./centre.ts";
import { type Fetch, request } from "./http.ts";
import { deliver } from "./receipt.ts";
import type { Letter, Store } from "./store.ts";
import { verifyKit } from "./verify-kit.ts";

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 30 * 60_000;

/** Half of the pause is chance, `random` from 0 to below 1. */
export const pauseAfter = (tries: number, random: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 20)) * (0.5 + random / 2);

export const letterTo = (to: Letter["to"], subject: string): Letter => ({
  id: `${to} ${subject}`,
  ...{ to, subject, tries: 0, notBefore: 0, trouble: null, isRefused: false },
});

export type Post = {
  readonly store: Store;
  readonly fetch: Fetch;
  /** Where the party's server answers, which is where this program comes from. */
  readonly origin: string;
  readonly now: () => number;
  readonly random: () => number;
};

type Outcome = { readonly is: "sent" } | { readonly is: "later" | "refused"; readonly why: string };

/** Sends what is due, `always` also what is not; says when to try again, or null when nothing is left. */
export async function sendLetters(post: Post, always = false): Promise<number | null> {
  const { store, now, random } = post;
  for (const letter of await store.all("outbox")) {
    if (letter.isRefused && !always) continue;
    if (letter.notBefore > now() && !always) continue;
    const outcome = await send(letter, post);
    if (outcome.is === "sent") await store.remove("outbox", letter.id);
    else {
      await store.put("outbox", letter.id, {
        ...letter,
        tries: letter.tries + 1,
        notBefore: now() + pauseAfter(letter.tries, random()),
        trouble: outcome.why,
        isRefused: outcome.is === "refused",
      });
    }
  }
  const left = (await store.all("outbox")).filter(({ isRefused }) => !isRefused);
  return left.length === 0 ? null : Math.min(...left.map(({ notBefore }) => notBefore));
}

function send(letter: Letter, post: Post): Promise<Outcome> {
  switch (letter.to) {
    case "collector":
      return sendActa(letter, post);
    case "photo":
      return sendPhoto(letter, post);
    case "centre":
      return sendToCentre(letter, post);
  }
}

const MAX_ANSWER_BYTES = 65_536;

async function sendActa({ subject }: Letter, { store, fetch, origin }: Post): Promise<Outcome> {
  const kept = await store.get("actas", subject);
  if (kept === undefined) return { is: "sent" };
  const init = {
    method: "POST",
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: kept.noteBytes.slice(),
  };
  return outcomeOf(await request(fetch, `${origin}/actas`, MAX_ANSWER_BYTES, init));
}

async function sendPhoto({ subject }: Letter, { store, fetch, origin }: Post): Promise<Outcome> {
  const photo = await store.get("photos", subject);
  if (photo === undefined) return { is: "sent" };
  const address = `${origin}/photos?acta=${photo.acta}`;
  const init = { method: "POST", headers: { "content-type": "image/jpeg" }, body: photo.picture };
  return outcomeOf(await request(fetch, address, MAX_ANSWER_BYTES, init));
}

function outcomeOf(fetched: Awaited<ReturnType<typeof request>>): Outcome {
  switch (fetched.is) {
    case "ok":
      return { is: "sent" };
    case "unreachable":
      return { is: "later", why: fetched.detail };
    case "status": {
      const { status } = fetched;
      // A photograph may have come before its acta.
      const isBusy = [408, 409, 429].includes(status) || status >= 500;
      return { is: isBusy ? "later" : "refused", why: String(status) };
    }
  }
}

async function sendToCentre({ subject }: Letter, { store, fetch }: Post): Promise<Outcome> {
  const kept = await store.get("actas", subject);
  const stored = kept === undefined ? undefined : await store.get("kits", kitId(kept));
  if (kept === undefined) return { is: "sent" };
  const kit = stored === undefined ? null : verifyKit(stored.kit, verifyPortably);
  if (kit === null || !kit.ok || kit.value.centre === null) return { is: "later", why: "no-centre" };
  const centre = createCentre(kit.value.centre, fetch);
  const delivery = await deliver(kept.noteBytes, kit.value, centre, verifyPortably);
  switch (delivery.is) {
    case "receipt": {
      const { proof, entry } = delivery;
      await store.change("actas", subject, (acta) => ({ ...acta, receipt: { proof, entry } }));
      return { is: "sent" };
    }
    case "later":
      return { is: "later", why: delivery.why };
    case "refused":
      return { is: "refused", why: delivery.code };
    case "false": {
      const { proof, code } = delivery;
      await store.change("actas", subject, (acta) => ({ ...acta, falseReceipt: { proof, code } }));
      return { is: "refused", why: "receipt-false" };
    }
  }
}

export const kitId = ({
  election,
  station,
}: {
  readonly election: string;
  readonly station: string;
}): string => `${election} ${station}`;
