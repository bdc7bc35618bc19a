/**
 * Sends simulated notes to a centre over HTTP, at a rate, a bounded number at once.
 *
 * A centre that is overloaded refuses at once and says when to come again; the note is then sent again, up to a number
 * of times. What it refuses by a rule is counted by rule and not sent again.
 * Spec: spec/transmission.md, section 7.
 * @module
 */
export type SubmitOptions = {
  /** Where the centre answers, such as http://127.0.0.1:8080. */
  readonly url: string;
  /** Notes a second; 0 for as fast as they go. */
  readonly rate: number;
  readonly atOnce: number;
  readonly attempts: number;
  readonly fetch: typeof fetch;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  readonly onProgress?: (sent: number) => void;
};

export type Submitted = {
  readonly sent: number;
  readonly accepted: number;
  /** Told to come again, and sent again. */
  readonly retried: number;
  /** Rule, or HTTP status where there is none -> how many. */
  readonly refused: ReadonlyMap<string, number>;
  /** Never answered, or told to come again to the end. */
  readonly givenUp: number;
};

const FIRST_WAIT = 100;
const LONGEST_WAIT = 5000;

export async function submitNotes(
  notes: AsyncIterable<Uint8Array>,
  options: SubmitOptions,
): Promise<Submitted> {
  const refused = new Map<string, number>();
  let [sent, accepted, retried, givenUp] = [0, 0, 0, 0];
  const underway = new Set<Promise<void>>();
  const start = options.now();
  const send = async (note: Uint8Array): Promise<void> => {
    for (let attempt = 0; attempt < options.attempts; attempt += 1) {
      const answer = await post(note, options);
      if (answer.kind === "accepted") {
        accepted += 1;
        return;
      }
      if (answer.kind === "refused") {
        refused.set(answer.rule, (refused.get(answer.rule) ?? 0) + 1);
        return;
      }
      if (attempt + 1 === options.attempts) break;
      retried += 1;
      await options.wait(Math.min(LONGEST_WAIT, answer.wait ?? FIRST_WAIT * 2 ** attempt));
    }
    givenUp += 1;
  };
  for await (const note of notes) {
    const due = options.rate > 0 ? start + (sent / options.rate) * 1000 - options.now() : 0;
    if (due > 0) await options.wait(due);
    while (underway.size >= options.atOnce) await Promise.race(underway);
    sent += 1;
    options.onProgress?.(sent);
    const sending = send(note).finally(() => underway.delete(sending));
    underway.add(sending);
  }
  await Promise.all(underway);
  return { sent, accepted, retried, refused, givenUp: givenUp };
}

type Answer =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly rule: string }
  | { readonly kind: "later"; readonly wait?: number };

async function post(note: Uint8Array, { url, fetch }: SubmitOptions): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(new URL("submissions", url.endsWith("/") ? url : `${url}/`), {
      method: "POST",
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: note as Uint8Array<ArrayBuffer>,
    });
  } catch {
    return { kind: "later" };
  }
  const body = await response.text();
  if (response.ok) return { kind: "accepted" };
  if (response.status === 429 || response.status === 503) {
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    return Number.isFinite(seconds) ? { kind: "later", wait: seconds * 1000 } : { kind: "later" };
  }
  return { kind: "refused", rule: codeOf(body) ?? String(response.status) };
}

/** The code that a refusal names, if it looks like one of ours. */
export function codeOf(body: string): string | null {
  try {
    const { code } = JSON.parse(body) as { readonly code?: unknown };
    return typeof code === "string" && /^[a-z][a-z-]{1,40}$/.test(code) ? code : null;
  } catch {
    return null;
  }
}
