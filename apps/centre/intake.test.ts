/**
 * What a submission loses when lines of it do not hold, and what it does not.
 */
import { type NoteSignature, parseNote, printNote } from "@triplicate/core/note/note.ts";
import { expect, it } from "vitest";
import { actaText, get, post, signed, withElection } from "./centre.test-helper.ts";

it("refuses no true acta for a line that somebody spoilt or wrote beside its machine's", () =>
  withElection(async ({ election, start }) => {
    const centre = await start();
    const made = parseNote(
      await signed(
        actaText(election, "p1.1", [10, 20, 5]),
        "machine/p1.1",
        "witness/red/p1.1",
        "witness/blue/p1.1",
      ),
    );
    if (!made.ok) throw new Error(made.error.code);
    const [machine, red, blue] = made.value.signatures as [NoteSignature, NoteSignature, NoteSignature];
    const spoilt = (line: NoteSignature, length = 64) => ({
      ...line,
      blob: new Uint8Array(length).fill(7),
    });
    const send = (...signatures: NoteSignature[]) =>
      post(centre, printNote({ text: made.value.text, signatures }));
    // Without the machine's line nothing is left to stand on.
    for (const lines of [[spoilt(machine)], [spoilt(machine), red], [spoilt(machine, 3)]])
      expect(JSON.parse((await send(...lines)).text).code).toBe("bad-signature");
    expect((await send(spoilt(machine), machine, spoilt(red), spoilt(blue, 3))).status).toBe(201);
    expect((await send(spoilt(blue), machine, red)).headers.get("triplicate-outcome")).toBe("added");
    const logged = [await get(centre, "/entries/0"), await get(centre, "/entries/1")];
    expect(logged.map(({ text }) => text)).toEqual([
      new TextDecoder().decode(printNote({ text: made.value.text, signatures: [machine] })),
      new TextDecoder().decode(printNote({ text: made.value.text, signatures: [machine, red] })),
    ]);
  }));
