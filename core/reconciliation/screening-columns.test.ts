import fc from "fast-check";
import { expect, test } from "vitest";
import { screen } from "./screen.ts";
import type { ScreeningTable } from "./screening.ts";
import { columnsOf } from "./screening-columns.ts";

type Station = { readonly place: number; readonly cells: readonly number[] };
const EXTRAS = 5;

/** Small numbers, numbers about the bound that are counted each, large ones, and every reason to be unknown. */
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.nat(1100) },
  { weight: 1, arbitrary: fc.integer({ min: -6, max: -1 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 999, 1000, 1_000_007, 2 ** 31 - 1) },
);
const stations = (maxLength: number) =>
  fc.nat(5).chain((options) =>
    fc.array(
      fc.record({
        place: fc.integer({ min: -1, max: 4 }),
        cells: fc.array(cell, { minLength: options + EXTRAS, maxLength: options + EXTRAS }),
      }),
      { minLength: 1, maxLength },
    ),
  );

/** Ids that do not sort as the rows do. */
const idOf = ({ cells, place }: Station) => `${place}:${cells.join()}`;

function tableOf(all: readonly Station[]): ScreeningTable {
  const width = all[0]!.cells.length;
  const ids = all.map(idOf);
  return {
    rows: all.length,
    options: width - EXTRAS,
    width,
    cells: Int32Array.from(all.flatMap(({ cells }) => cells)),
    place: Int32Array.from(all, ({ place }) => place),
    places: 5,
    stationId: (row) => ids[row]!,
    compareStations: (x, y) => (ids[x]! < ids[y]! ? -1 : ids[x]! > ids[y]! ? 1 : 0),
  };
}

const add = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0);
const fits = (sum: number) => (sum < 2 ** 31 ? sum : -1);

test("sums, by column, of the known; the unknown and the absent are counted", () => {
  fc.assert(
    fc.property(stations(30), (all) => {
      const { totals } = columnsOf(tableOf(all));
      const options = all[0]!.cells.length - EXTRAS;
      const column = (i: number) => all.map(({ cells }) => cells[i]!);
      const whole = all.filter(({ cells }) => cells.slice(0, options).every((n) => n >= 0));
      const columns = all[0]!.cells.map((_, i) => column(i));
      expect([...totals.known]).toEqual(columns.map((each) => add(each.filter((n) => n >= 0))));
      expect([...totals.absent]).toEqual(columns.map((each) => each.filter((n) => n === -1).length));
      expect([...totals.unknown]).toEqual(columns.map((each) => each.filter((n) => n < -1).length));
      expect(totals.rows).toBe(all.length);
      expect(totals.rowsUnknown).toBe(all.length - whole.length);
      expect(totals.registeredOfKnown).toBe(add(whole.map(({ cells }) => Math.max(0, cells.at(-1)!))));
    }),
  );
});

test("columns and frequencies, station by station", () => {
  fc.assert(
    fc.property(stations(30), (all) => {
      const columns = columnsOf(tableOf(all));
      const options = all[0]!.cells.length - EXTRAS;
      const isWhole = ({ cells }: Station) => cells.slice(0, options).every((n) => n >= 0);
      const sums = Array.from({ length: options }, (_, o) =>
        add(all.filter(isWhole).map(({ cells }) => cells[o]!)),
      );
      const ranked = sums.map((_, o) => o).sort((x, y) => sums[y]! - sums[x]! || x - y);
      const [first = -1, second = -1] = ranked;
      expect(columns).toMatchObject({ first, second });
      const frequency = new Uint32Array(columns.frequency.length);
      for (const [row, station] of all.entries()) {
        const votes = station.cells.slice(0, options);
        const [blank, nulls, , ballots, registered] = station.cells.slice(options) as [number, ...number[]];
        const valid = isWhole(station) ? fits(add(votes)) : -1;
        const stated = isWhole(station) ? fits(add([...votes, Math.max(0, blank), Math.max(0, nulls!)])) : -1;
        const minor = votes.filter((_, o) => o !== first && o !== second);
        expect(columns.valid[row]).toBe(valid);
        expect(columns.ballots[row]).toBe(ballots! >= 0 ? ballots : stated);
        expect(columns.registered[row]).toBe(registered);
        expect(columns.leading[row]).toBe(valid < 0 || first < 0 ? -1 : votes[first]);
        expect(columns.minor[row]).toBe(valid < 0 || second < 0 ? -1 : add(minor));
        if (isWhole(station)) for (const n of votes) frequency[n < 1000 ? n : 1000 + (n % 10)]!++;
      }
      expect(columns.frequency).toEqual(frequency);
    }),
  );
});

test("rows by place, whether the table is in that order or not", () => {
  fc.assert(
    fc.property(stations(30), fc.boolean(), (drawn, sorted) => {
      const all = sorted ? drawn.filter(({ place }) => place >= 0).sort((x, y) => x.place - y.place) : drawn;
      fc.pre(all.length > 0);
      const { order, starts } = columnsOf(tableOf(all));
      if (sorted) expect(order).toBeNull();
      for (let place = 0; place < 5; place++) {
        const want = [...all.keys()].filter((row) => all[row]!.place === place);
        const at = Array.from({ length: starts[place + 1]! - starts[place]! }, (_, i) => starts[place]! + i);
        expect(at.map((i) => (order === null ? i : order[i]!))).toEqual(want);
      }
    }),
  );
});

test("the same stations in another order give the same signals", () => {
  const honest = fc.record({
    place: fc.integer({ min: -1, max: 4 }),
    cells: fc
      .tuple(fc.nat(300), fc.constantFrom(20, 90), fc.constantFrom(0, 0, 3))
      .map((votes) => [...votes, 0, 0, -1, -1, 400]),
  });
  fc.assert(
    fc.property(fc.uniqueArray(honest, { minLength: 1, maxLength: 80, selector: idOf }), (all) => {
      const forwards = screen(columnsOf(tableOf(all)));
      expect(screen(columnsOf(tableOf(all.toReversed())))).toEqual(forwards);
      const byPlace = all.toSorted((x, y) => x.place - y.place);
      expect(screen(columnsOf(tableOf(byPlace)))).toEqual(forwards);
    }),
  );
});
