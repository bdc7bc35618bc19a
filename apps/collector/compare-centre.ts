/**
 * Asks the centre what it publishes of each station whose acta was kept, a few at a time, round after round.
 *
 * The answer is nobody's signature: what differs is said on the overview, and the actas with their signatures are the evidence. A centre that
 * cannot be reached changes nothing that was known. Spec: spec/collecting.md, section 5.
 * @module
 */
import { keyText } from "@triplicate/core/byte-index.ts";
import type { EntryContext } from "@triplicate/core/count-central/entry.ts";
import { isRecord } from "@triplicate/core/json-schema.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { ACTA, type Acta } from "@triplicate/core/statement/acta.ts";
import type { Collected } from "./collected.ts";
import type { Compared, Coverage } from "./coverage.ts";

export type CentreComparison = {
  /** One round over the kept stations; resolves when it is done or stopped. */
  round(): Promise<void>;
  stop(): void;
};

const A_TIME = 8;
const CHUNK = 256;
const MAX_ANSWER = 1024 * 1024;

export function compareWithCentre(
  centre: string,
  { context, collected, coverage }: { context: EntryContext; collected: Collected; coverage: Coverage },
  ask: typeof fetch = fetch,
): CentreComparison {
  const controller = new AbortController();
  const { signal } = controller;
  const compareOne = async (station: number): Promise<void> => {
    const id = keyText(context.roster.stations, station);
    try {
      const response = await ask(new URL(`results/station/${id}`, centre), { signal, redirect: "error" });
      const text = await response.text();
      if (!response.ok || text.length > MAX_ANSWER) return;
      coverage.compare(
        station,
        judge(JSON.parse(text), id, collected.ofStation(station).map(actaOf), context),
      );
    } catch {
      // Not reached, or nonsense: what was known stays.
    }
  };
  return {
    async round() {
      for (let from = 0; !signal.aborted; ) {
        const rows = coverage.kept(from, CHUNK);
        if (rows.length === 0) return;
        let next = 0;
        const worker = async (): Promise<void> => {
          while (next < rows.length && !signal.aborted) await compareOne(rows[next++]!);
        };
        await Promise.all(Array.from({ length: A_TIME }, worker));
        from = rows.at(-1)! + 1;
      }
    },
    stop: () => controller.abort(),
  };
}

function actaOf({ note }: { readonly note: Uint8Array }): Acta {
  const parsed = parseNote(note);
  const acta = parsed.ok ? ACTA.parse(parsed.value.text) : parsed;
  if (!acta.ok) throw new Error("a note that was kept is an acta");
  return acta.value;
}

/** Of several texts one at least must be what is published: which of them counts, paper decides. */
function judge(published: unknown, station: string, actas: readonly Acta[], context: EntryContext): Compared {
  if (!isRecord(published) || published.station !== station || !Array.isArray(published.contests))
    return "unknown";
  let isMissing = false;
  for (const { id } of context.definition.contests) {
    const own = actas.filter(({ contest }) => contest === id);
    if (own.length === 0) continue;
    const there: unknown = published.contests.find((one: unknown) => isRecord(one) && one.contest === id);
    const signed = isRecord(there) ? there.signed : undefined;
    if (!isRecord(signed) || !isRecord(signed.votes)) {
      isMissing = true;
      continue;
    }
    const { votes } = signed;
    const isSame = own.some(
      (acta) =>
        acta.blank === signed.blank &&
        acta.null === signed.null &&
        acta.votes.options.every((option, i) => votes[option] === acta.votes.votes[i]),
    );
    if (!isSame) return "differs";
  }
  return isMissing ? "missing" : "same";
}
