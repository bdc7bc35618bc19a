import type { ActaFileFault } from "@triplicate/adapters/acta-files.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { expect, test } from "vitest";
import { actaFileFaultLines } from "./verify-acta-faults.ts";

const set = "2F35UUSQI7..";
const FAULTS: readonly ActaFileFault[] = [
  { code: "no-code", sources: ["wall.jpg"] },
  { code: "symbol-bad-text", sources: ["typed.txt"] },
  { code: "symbol-part-missing", set, parts: [1, 3], sources: ["a.jpg", "b.jpg"] },
  { code: "symbol-part-foreign", set, part: 2, sources: ["a.jpg", "c.jpg"] },
];

test("each file that gave no acta is named, with what is missing and what to do", () => {
  expect(actaFileFaultLines(FAULTS, translator("en"))).toEqual([
    "wall.jpg: no QR code can be read in it. Photograph it again, flat and from above, so that the code fills half of the picture.",
    "typed.txt: the text begins like an acta’s code and was cut, typed or changed. Scan the code again.",
    "a.jpg, b.jpg: other codes of the same acta are missing: 1, 3. Scan every code of the paper.",
    "a.jpg, c.jpg: code 2 does not belong to the others of this acta: it is of another paper, or was changed.",
  ]);
  expect(actaFileFaultLines(FAULTS, translator("es"))[2]).toBe(
    "a.jpg, b.jpg: faltan otros códigos de la misma acta: 1, 3. Escanee todos los códigos del papel.",
  );
});
