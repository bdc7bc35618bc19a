/** Rosters as files: the sound ones into columns, the others into every fault with its line. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyText } from "../byte-index.ts";
import { ROSTER_FAULTS } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import {
  createRosterReader,
  inlineRoster,
  MAX_ROSTER_FAULTS,
  placeLine,
  type Roster,
  stationLine,
} from "./roster.ts";
import { KEY_FAULTS } from "./roster-keys.test-data.ts";
import { validateElection } from "./validation.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const file = (path: string) => readFileSync(new URL(`../../examples/small/${path}`, import.meta.url));

function readAll(bytes: Uint8Array, size: number, expected?: { stations?: number; registered?: number }) {
  const reader = createRosterReader(expected);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader.finish();
}

function rows(roster: Roster): unknown[] {
  return Array.from({ length: roster.stations.size }, (_, i) => {
    const place = roster.place[i]!;
    const region = roster.placeRegion[place]!;
    return [
      keyText(roster.stations, i),
      keyText(roster.places, place),
      keyText(roster.names, roster.placeName[place]!),
      region < 0 ? null : keyText(roster.regions, region),
      roster.registered[i],
    ];
  });
}

function faultsOf(bytes: Uint8Array, expected?: { stations?: number; registered?: number }): string[] {
  const result = readAll(bytes, 7, expected);
  if (result.ok) return [];
  expect(result.error.total).toBe(result.error.faults.length);
  return result.error.faults.map(({ code, line }) => `${line} ${code}`);
}

const P = placeLine("01", "Sede");
const S = stationLine("01.1", "01", 450);

test("the example's file and its inline stations give the same columns, in chunks of any size", () => {
  const definition = validateElection(JSON.parse(file("election.json").toString("utf8")));
  const inline = definition.ok ? inlineRoster(definition.value) : null;
  const bytes = file("roster.jsonl");
  for (let size = 1; size <= bytes.length; size += 1) {
    const result = readAll(bytes, size, { stations: 5, registered: 2000 });
    expect(result.ok && rows(result.value)).toEqual(inline && rows(inline));
    expect(result.ok && result.value.registeredInAll).toBe(2000);
  }
});

const text = (line: string) => encode(`${line}\n`);
const two = (line: string) => encode(`${P}\n${line}\n${S}\n`);
const ROWS: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
  ["sound", encode(`${P}\n${S}\n`), []],
  [
    "the least and the most voters",
    two(`${stationLine("a", "01", 0)}\n${stationLine("b", "01", LIMITS.registered)}`),
    [],
  ],
  ["an escaped name", two(placeLine("02", 'La "Ñ" \\ 𝔸')), []],
  ["nothing", encode(""), ["0 empty-roster"]],
  ["places only", text(P), ["0 empty-roster"]],
  ["cut off", encode(`${P}\n${S}`), ["2 unterminated-line"]],
  ["a byte order mark", encode(`\ufeff${P}\n${S}\n`), ["1 bad-json", "2 unknown-place"]],
  ["Windows line ends", encode(`${P}\n${S}\r\n`), ["2 not-canonical"]],
  ["a space", two('{"station": "01.2","place":"01","registered":1}'), ["2 not-canonical"]],
  ["fields turned round", two('{"place":"01","station":"01.2","registered":1}'), ["2 bad-line"]],
  ["a field too many", two('{"station":"01.2","place":"01","registered":1,"x":1}'), ["2 bad-line"]],
  [
    "a field twice",
    two('{"station":"01.2","station":"01.3","place":"01","registered":1}'),
    ["2 not-canonical"],
  ],
  ["a leading zero", two('{"station":"01.2","place":"01","registered":01}'), ["2 bad-json"]],
  ["an exponent", two('{"station":"01.2","place":"01","registered":1e2}'), ["2 not-canonical"]],
  ["half a voter", two('{"station":"01.2","place":"01","registered":1.5}'), ["2 out-of-range"]],
  ["negative voters", two('{"station":"01.2","place":"01","registered":-1}'), ["2 out-of-range"]],
  ["minus zero", two('{"station":"01.2","place":"01","registered":-0}'), ["2 not-canonical"]],
  ["too many voters", two(stationLine("01.2", "01", LIMITS.registered + 1)), ["2 out-of-range"]],
  ["voters as text", two('{"station":"01.2","place":"01","registered":"1"}'), ["2 bad-line"]],
  ["a station with a space", two(stationLine("01 2", "01", 1)), ["2 bad-id"]],
  ["an id of 64", two(stationLine("a".repeat(64), "01", 1)), []],
  ["an id of 65", two(stationLine("a".repeat(65), "01", 1)), ["2 bad-id"]],
  ["an empty id", two(stationLine("", "", 1)), ["2 bad-id", "2 bad-id"]],
  ["an escaped id", two('{"station":"\\u0061","place":"01","registered":1}'), ["2 not-canonical"]],
  ["a place without a name", two(placeLine("02", "")), ["2 bad-name"]],
  ["a region with a line end", two(placeLine("02", "x", "a\nb")), ["2 bad-name"]],
  ["a list", two("[]"), ["2 bad-line"]],
  ["an empty line", two(""), ["2 bad-json"]],
  ["no JSON", two("Sede;450"), ["2 bad-json"]],
  ["no UTF-8", Uint8Array.of(0xff, 0x0a, ...encode(`${P}\n${S}\n`)), ["1 bad-utf8"]],
  ["a place twice", two(P), ["2 duplicate-place"]],
  ["a station twice", two(stationLine("01.1", "01", 1)), ["3 duplicate-station"]],
  ["a place that comes later", encode(`${S}\n${P}\n`), ["1 unknown-place"]],
  ["4,096 bytes", two(`"${"x".repeat(4094)}"`), ["2 bad-line"]],
  ["4,097 bytes", two(`"${"x".repeat(4095)}"`), ["2 line-too-long"]],
];

test.each(ROWS)("%s", (_, bytes, expected) => {
  expect(faultsOf(bytes)).toEqual(expected);
});

describe("totals", () => {
  const sound = encode(`${P}\n${S}\n`);
  test("must be the expected ones", () => {
    expect(faultsOf(sound, { stations: 1, registered: 450 })).toEqual([]);
    expect(faultsOf(sound, { stations: 2, registered: 451 })).toEqual([
      "0 expected-stations",
      "0 expected-registered",
    ]);
  });
  test("are not compared when a line is at fault already", () => {
    expect(faultsOf(two("[]"), { stations: 2 })).toEqual(["2 bad-line"]);
  });
  test("are at most what votes can be", () => {
    const most = ["a", "b", "c"].map((id) => stationLine(id, "01", LIMITS.registered)).join("\n");
    expect(faultsOf(two(most))).toEqual(["0 too-many-registered"]);
  });
});

test("every fault code is shown above, in roster-keys.test.ts, or needs millions of lines", () => {
  const shown = new Set(ROWS.flatMap(([, , faults]) => faults.map((fault) => fault.split(" ")[1])));
  const elsewhere = [
    ...KEY_FAULTS,
    "expected-registered",
    "expected-stations",
    "too-many-registered",
    "too-many-places",
    "too-many-stations",
  ];
  expect([...shown, ...elsewhere].sort()).toEqual(Object.keys(ROSTER_FAULTS).sort());
});

test("faults beyond the list are counted", () => {
  const result = readAll(encode("x\n".repeat(MAX_ROSTER_FAULTS + 5)), 64);
  expect(result.ok ? null : [result.error.faults.length, result.error.total]).toEqual([1000, 1005]);
});

test("what is printed is read, and no other form of it", () => {
  const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/:+-]{0,10}$/);
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).filter((one) => one.isWellFormed());
  const station = fc.tuple(id, fc.integer({ min: 0, max: LIMITS.registered }));
  fc.assert(
    fc.property(
      id,
      name,
      fc.uniqueArray(station, { selector: ([one]) => one, minLength: 1, maxLength: 2 }),
      fc.integer({ min: 1, max: 99 }),
      (place, label, stations, size) => {
        const lines = [
          placeLine(place, label),
          ...stations.map(([one, voters]) => stationLine(one, place, voters)),
        ];
        const bytes = encode(`${lines.join("\n")}\n`);
        const result = readAll(bytes, size);
        if (!result.ok) {
          expect(result.error.faults.map(({ code }) => code)).toEqual(["bad-name"]);
          return;
        }
        expect(rows(result.value)).toEqual(
          stations.map(([one, voters]) => [one, place, label, null, voters]),
        );
      },
    ),
  );
});

test("a changed byte is another roster or a fault, never the same roster", () => {
  const bytes = file("roster.jsonl");
  const original = readAll(bytes, 4096);
  const before = original.ok ? JSON.stringify(rows(original.value)) : "";
  for (let at = 0; at < bytes.length; at += 1) {
    for (const flip of [0x01, 0x20, 0x80]) {
      const copy = Uint8Array.from(bytes);
      copy[at]! ^= flip;
      const result = readAll(copy, 4096);
      if (result.ok) expect(JSON.stringify(rows(result.value)), `byte ${at}`).not.toBe(before);
    }
  }
});

test("1,050,000 stations stream into columns", () => {
  const reader = createRosterReader({ stations: 1_050_000, registered: 1_050_000 * 900 });
  const perPlace = 7;
  for (let place = 0; place < 150_000; place += 1) {
    const id = String(place).padStart(9, "0");
    const stations = Array.from({ length: perPlace }, (_, i) => stationLine(`${id}.0${i + 1}`, id, 900));
    reader.push(
      encode(`${placeLine(id, `Escuela ${place % 1000}`, `R${place % 30}`)}\n${stations.join("\n")}\n`),
    );
  }
  const result = reader.finish();
  expect(reader.lines()).toBe(1_200_000);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  const { stations, places, names, regions, place } = result.value;
  expect([stations.size, places.size, names.size, regions.size]).toEqual([1_050_000, 150_000, 1000, 30]);
  expect([keyText(stations, 1_049_999), place[1_049_999]]).toEqual(["000149999.07", 149_999]);
});
