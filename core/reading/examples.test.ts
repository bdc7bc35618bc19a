import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ElectionDefinition } from "../election/definition.ts";
import { validateAnnounced } from "./announced-schema.ts";
import { createCsvReader } from "./csv.ts";
import type { Finding } from "./finding.ts";
import type { Mapping } from "./mapping.ts";
import { validateMapping } from "./mapping-schema.ts";

const examples = new URL("../../examples/", import.meta.url);
/** Comments in the examples stand on lines of their own. */
const load = (path: string) =>
  JSON.parse(readFileSync(new URL(path, examples), "utf8").replace(/^\s*\/\/.*$/gm, ""));
const contestsOf = (folder: string) => (load(`${folder}/election.json`) as ElectionDefinition).contests;

test.each([
  "bo-2019/trep.mapping.json",
  "bo-2019/computo.mapping.json",
  "ve-2024/actas.mapping.json",
  "ve-2024/qr.mapping.json",
  "ve-bolivar-2017/official.mapping.json",
])("%s fits its election", (path) => {
  const result = validateMapping(load(path), contestsOf(path.split("/")[0]!));
  expect(result.ok ? [] : result.error).toEqual([]);
});

test.each(["ve-2024/announced-1.json", "ve-2024/announced-2.json"])("%s fits its election", (path) => {
  const result = validateAnnounced(load(path), contestsOf("ve-2024"));
  expect(result.ok ? [] : result.error).toEqual([]);
});

const data = new URL("../../../shared/data/", import.meta.url);

describe.skipIf(!existsSync(data))(
  "CSV as published (skipped when ../shared/data is not beside the repository)",
  () => {
    /** Sums of every option and field, as published elsewhere: others' numbers. */
    const sums = (mappingPath: string, file: string) => {
      const findings: Finding[] = [];
      const reader = createCsvReader({
        mapping: load(mappingPath) as Mapping,
        contests: contestsOf(mappingPath.split("/")[0]!),
        source: file,
        onFinding: (finding) => findings.push(finding),
      });
      reader.push(readFileSync(new URL(file, data)));
      const [table] = reader.finish();
      const { cells, width, rows, options } = table!;
      const sum = (column: number) => {
        let total = 0;
        for (let row = 0; row < rows; row += 1) total += cells[row * width + column]!;
        return total;
      };
      return {
        rows,
        votes: Object.fromEntries(options.map((id, i) => [id, sum(i)])),
        registered: sum(width - 1),
      };
    };

    test("the actas of 2024 sum to the totals their publisher gives", () => {
      const { rows, votes, registered } = sums(
        "ve-2024/actas.mapping.json",
        "ve-2024/RESULTADOS_2024_CSV_V1.csv",
      );
      expect([rows, votes.gonzalez, votes.maduro, registered]).toEqual([
        24_532, 7_156_462, 3_241_461, 17_745_239,
      ]);
    });

    test.each([
      ["trep.mapping.json", "trep-2019-10-20T19-40-57.csv", 28_975, 405_644],
      ["trep.mapping.json", "trep-2019-10-21T18-29-53.csv", 32_806, 592_899],
      ["computo.mapping.json", "computo-final.csv", 34_555, 648_439],
    ])("Bolivia 2019 by %s of %s: %d stations, a lead of %d", (mapping, file, stations, lead) => {
      const { rows, votes } = sums(`bo-2019/${mapping}`, `bo-2019/${file}`);
      expect([rows, votes.mas! - votes.cc!]).toEqual([stations, lead]);
    });
  },
);
