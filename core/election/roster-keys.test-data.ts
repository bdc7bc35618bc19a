/**
 * Rosters with keys, and all that is then said of them: rows for roster-keys.test.ts.
 * @module
 */
import { encodeBase64 } from "../bytes.ts";
import type { RosterFaultCode } from "./faults.ts";
import {
  authorityLine,
  centreLine,
  cosignerLine,
  counterLine,
  logLine,
  placeLine,
  spareLine,
  stationLine,
  witnessLine,
} from "./roster.ts";

/** 32 bytes that are nobody else's: keys whose form alone is looked at. */
export const bytesOf = (number: number): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => (number * 7 + i * 31 + 13) & 0x7f);

const text = (number: number): string => encodeBase64(bytesOf(number));
const key = bytesOf;
const place = placeLine("01", "Sede", "Norte");
const station = stationLine("01.1", "01", 450, key(1));
const all = { kind: "election" } as const;
const here = { kind: "station", id: "01.1" } as const;
/** The lines before and after one that is looked at, which is line 3. */
const third = (line: string): readonly string[] => [place, station, line];
/** Canonical base64 ends with a digit whose two low bits are zero; this one's are not. */
const loose = `${text(2).slice(0, 42)}${String.fromCharCode(text(2).charCodeAt(42) + 1)}=`;

export const KEY_ROWS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["a station with a key", [place, station], []],
  ["a witness of a station", third(witnessLine("A/1", "A", here, key(2))), []],
  ["a witness of a place", third(witnessLine("A/1", "A", { kind: "place", id: "01" }, key(2))), []],
  ["a witness of a region", third(witnessLine("A/1", "A", { kind: "region", id: "Norte" }, key(2))), []],
  ["a counter of the election", third(counterLine("A/1", "A", all, key(2))), []],
  ["a spare of a region", third(spareLine("norte/1", { kind: "region", id: "Norte" }, key(2))), []],
  ["a spare of a station", third(spareLine("1", here, key(2))), []],
  [
    "a spare and a witness of one id",
    [...third(spareLine("A", all, key(2))), witnessLine("A", "A", all, key(3))],
    [],
  ],
  [
    "a spare twice",
    [...third(spareLine("A", all, key(2))), spareLine("A", here, key(3))],
    ["4 duplicate-holder"],
  ],
  ["a spare with the key of a station", third(spareLine("A", all, key(1))), ["3 duplicate-key"]],
  [
    "a spare of a region that is not there",
    third(spareLine("A", { kind: "region", id: "Sur" }, key(2))),
    ["3 unknown-scope"],
  ],
  [
    "a spare of a station that comes later",
    [place, spareLine("A", here, key(2)), station],
    ["2 unknown-scope"],
  ],
  ["a spare with a plus sign", third(spareLine("A+1", all, key(2))), ["3 id-with-plus"]],
  [
    "a spare of a party",
    third(`{"spare":"A","party":"A","scope":"election","key":"${text(2)}"}`),
    ["3 bad-line"],
  ],
  ["a spare without a scope", third(`{"spare":"A","key":"${text(2)}"}`), ["3 bad-line"]],
  ["a spare's scope of no kind", third(`{"spare":"A","scope":"box/1","key":"${text(2)}"}`), ["3 bad-scope"]],
  [
    "a spare's key with loose bits",
    third(`{"spare":"A","scope":"election","key":"${loose}"}`),
    ["3 bad-key"],
  ],
  [
    "a spare before the centre",
    [place, spareLine("A", all, key(2)), centreLine("cne", key(8))],
    ["3 out-of-order"],
  ],
  [
    "everybody, in order",
    [
      logLine("log.example/x", key(9)),
      centreLine("cne", key(8)),
      cosignerLine("a.example/c", "A", key(7), "https://a.example/c"),
      authorityLine("alba", key(6)),
      place,
      station,
    ],
    [],
  ],
  [
    "a witness and a counter of one id",
    [...third(witnessLine("A", "A", all, key(2))), counterLine("A", "A", all, key(3))],
    [],
  ],
  [
    "keys of any station, with and without",
    [place, station, stationLine("01.2", "01", 1), stationLine("01.3", "01", 1, key(3))],
    [],
  ],

  [
    "a station's key too short",
    third(`{"station":"01.2","place":"01","registered":1,"key":"${text(2).slice(4)}"}`),
    ["3 bad-key"],
  ],
  [
    "a station's key with loose bits",
    third(`{"station":"01.2","place":"01","registered":1,"key":"${loose}"}`),
    ["3 bad-key"],
  ],
  [
    "a station's key as a number",
    third('{"station":"01.2","place":"01","registered":1,"key":1}'),
    ["3 bad-key"],
  ],
  [
    "a station's key before its voters",
    third(`{"station":"01.2","place":"01","key":"${text(2)}","registered":1}`),
    ["3 bad-line"],
  ],
  [
    "a field after a station's key",
    third(`{"station":"01.2","place":"01","registered":1,"key":"${text(2)}","x":1}`),
    ["3 bad-line"],
  ],
  [
    "a space before a station's key",
    third(`{"station":"01.2","place":"01","registered":1, "key":"${text(2)}"}`),
    ["3 not-canonical"],
  ],
  [
    "a witness's key with loose bits",
    third(`{"witness":"A","party":"A","scope":"election","key":"${loose}"}`),
    ["3 bad-key"],
  ],
  [
    "a witness's key too long",
    third(`{"witness":"A","party":"A","scope":"election","key":"${text(2)}AAAA"}`),
    ["3 bad-key"],
  ],
  ["a witness without a key", third('{"witness":"A","party":"A","scope":"election"}'), ["3 bad-line"]],
  [
    "a witness's fields turned round",
    third(`{"witness":"A","scope":"election","party":"A","key":"${text(2)}"}`),
    ["3 bad-line"],
  ],
  [
    "a witness with a field more",
    third(`{"witness":"A","party":"A","scope":"election","key":"${text(2)}","x":1}`),
    ["3 bad-line"],
  ],
  [
    "a witness with a space",
    third(`{"witness": "A","party":"A","scope":"election","key":"${text(2)}"}`),
    ["3 not-canonical"],
  ],
  [
    "a witness with an escape",
    third(`{"witness":"\\u0041","party":"A","scope":"election","key":"${text(2)}"}`),
    ["3 not-canonical"],
  ],
  [
    "an address for an authority",
    third(`{"authority":"A","key":"${text(2)}","url":"https://a.example"}`),
    ["3 bad-line"],
  ],
  ["a witness with a space in the id", third(witnessLine("A 1", "A", all, key(2))), ["3 bad-id"]],
  ["a witness without an id", third(witnessLine("", "A", all, key(2))), ["3 bad-id"]],
  [
    "an id as a number",
    third(`{"witness":7,"party":"A","scope":"election","key":"${text(2)}"}`),
    ["3 bad-id"],
  ],
  ["an id of 65", third(witnessLine("a".repeat(65), "A", all, key(2))), ["3 bad-id"]],
  ["an id of 64", third(witnessLine("a".repeat(64), "A", { kind: "place", id: "01" }, key(2))), []],
  ["a party with a space", third(witnessLine("A", "A B", all, key(2))), ["3 bad-id"]],
  ["a plus sign in a witness's id", third(witnessLine("A+1", "A", all, key(2))), ["3 id-with-plus"]],
  ["a plus sign in a station with a key", third(stationLine("01+2", "01", 1, key(2))), ["3 id-with-plus"]],
  ["a plus sign in a station without", third(stationLine("01+2", "01", 1)), []],
  ["a plus sign in a party", third(witnessLine("A", "A+B", all, key(2))), []],
  ["a log with a space", [logLine("log example", key(9)), place, station], ["1 bad-key-name"]],
  ["a cosigner with a plus sign", [cosignerLine("a+b", "A", key(9)), place, station], ["1 bad-key-name"]],
  [
    "a cosigner with two hundred fifty-six letters",
    [cosignerLine("a".repeat(256), "A", key(9)), place, station],
    ["1 bad-key-name"],
  ],
  ["a cosigner at a file", [cosignerLine("a", "A", key(9), "file:///x"), place, station], ["1 bad-url"]],
  [
    "a cosigner at an address with a space",
    [cosignerLine("a", "A", key(9), "https://a b"), place, station],
    ["1 bad-url"],
  ],
  [
    "a scope in other words",
    third(`{"witness":"A","party":"A","scope":"country","key":"${text(2)}"}`),
    ["3 bad-scope"],
  ],
  ["a scope of nothing", third(`{"witness":"A","party":"A","scope":"","key":"${text(2)}"}`), ["3 bad-scope"]],
  [
    "a station's scope without an id",
    third(`{"witness":"A","party":"A","scope":"station/","key":"${text(2)}"}`),
    ["3 unknown-scope"],
  ],
  ["a scope as a list", third(`{"witness":"A","party":"A","scope":[],"key":"${text(2)}"}`), ["3 bad-scope"]],
  [
    "a station that is not there",
    third(witnessLine("A", "A", { kind: "station", id: "01.2" }, key(2))),
    ["3 unknown-scope"],
  ],
  [
    "a place that is not there",
    third(witnessLine("A", "A", { kind: "place", id: "02" }, key(2))),
    ["3 unknown-scope"],
  ],
  [
    "a region that is not there",
    third(witnessLine("A", "A", { kind: "region", id: "norte" }, key(2))),
    ["3 unknown-scope"],
  ],
  ["a station that comes later", [place, witnessLine("A", "A", here, key(2)), station], ["2 unknown-scope"]],
  ["a log after a place", [place, logLine("log.example/x", key(9)), station], ["2 out-of-order"]],
  [
    "a centre after a cosigner",
    [cosignerLine("a", "A", key(9)), centreLine("cne", key(8)), place, station],
    ["2 out-of-order"],
  ],
  [
    "an authority after a witness",
    [...third(witnessLine("A", "A", all, key(2))), authorityLine("alba", key(6))],
    ["4 out-of-order"],
  ],
  [
    "a witness twice",
    [...third(witnessLine("A", "A", all, key(2))), witnessLine("A", "B", all, key(3))],
    ["4 duplicate-holder"],
  ],
  ["a station's key again", third(witnessLine("A", "A", all, key(1))), ["3 duplicate-key"]],
  [
    "a witness's key again",
    [...third(witnessLine("A", "A", all, key(2))), stationLine("01.2", "01", 1, key(2))],
    ["4 duplicate-key"],
  ],
  ["a key that is no key", third(witnessLine("A", "A", all, new Uint8Array(32))), ["3 key-small-order"]],
  [
    "a key that could be written otherwise",
    third(witnessLine("A", "A", all, new Uint8Array(32).fill(255))),
    ["3 key-not-canonical"],
  ],
  [
    "thirty-three cosigners",
    [...Array.from({ length: 33 }, (_, i) => cosignerLine(`c${i}`, "A", key(i + 20))), place, station],
    ["33 too-many-keys"],
  ],
  [
    "a thousand and one parties",
    [
      place,
      station,
      ...Array.from({ length: 1001 }, (_, i) =>
        witnessLine(
          `w${i}`,
          `P${i}`,
          all,
          Uint8Array.from(key(5), (byte, at) => (at < 2 ? (i >> (7 * at)) & 127 : byte)),
        ),
      ),
    ],
    ["1003 too-many-parties"],
  ],
];

/** Shown by those rows, by the package's, or by the curve. */
export const KEY_FAULTS: readonly RosterFaultCode[] = [
  "bad-key",
  "key-not-canonical",
  "key-small-order",
  "key-not-a-point",
  "key-torsion",
  "duplicate-key",
  "crowded-keys",
  "crowded-ids",
  "duplicate-holder",
  "id-with-plus",
  "bad-key-name",
  "bad-scope",
  "unknown-scope",
  "bad-url",
  "out-of-order",
  "too-many-keys",
  "too-many-parties",
  "missing-key",
];
