import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawSymbol, encodePng } from "@triplicate/adapters/acta-symbols.ts";
import { actaText, signed, type TestElection, withElection } from "@triplicate/centre/centre.test-helper.ts";
import { actaToSymbols } from "@triplicate/core/count-machine/acta-symbol.ts";
import { describe, expect, it } from "vitest";
import { type Ran, run } from "./cli.test-helper.ts";

/** Runs `triplicate collect` while `use` does something at its address. */
async function whileCollecting(
  { folder, data }: Pick<TestElection, "folder" | "data">,
  more: readonly string[],
  use: (url: string) => Promise<void>,
): Promise<Ran> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const { promise: listening, resolve: listen } = Promise.withResolvers<string>();
  const args = ["collect", "--election", folder, "--data", join(data, "..", "collected")];
  const running = run(
    [...args, "--listen", "127.0.0.1:0", ...more],
    "en",
    false,
    () => stopped,
    (text) => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (url !== undefined) listen(url);
    },
  );
  try {
    await use(await Promise.race([listening, running.then(({ err }) => Promise.reject(new Error(err)))]));
  } finally {
    stop();
  }
  return running;
}

const bring = async (url: string, body: Uint8Array, type = "text/plain"): Promise<number> =>
  (await fetch(`${url}/actas`, { method: "POST", headers: { "content-type": type }, body: body as never }))
    .status;

/** Asks until the answer is what is waited for: the collector asks the centre by itself. */
async function coverageWhen(url: string, holds: (coverage: Coverage) => boolean): Promise<Coverage> {
  for (;;) {
    const coverage = (await (await fetch(`${url}/coverage`)).json()) as Coverage;
    if (holds(coverage)) return coverage;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
type Coverage = {
  readonly covered: number;
  readonly centre: {
    readonly unknown: number;
    readonly same: number;
    readonly differs: number;
    readonly missing: number;
    readonly differing: string[];
    readonly absent: string[];
  };
};

describe("a party's server on the command line", () => {
  it("holds what the centre publishes against the actas, and exports what compare reads", () =>
    withElection(async (test) => {
      const { election, folder, data, start } = test;
      const centre = await start();
      const acta = (station: string, votes: readonly number[]) =>
        signed(actaText(election, station, votes), `machine/${station}`, `witness/red/${station}`);
      const actas = [
        ["p1.1", [10, 20, 5]],
        ["p1.2", [11, 22, 6]],
        ["p2.1", [7, 8, 9]],
      ] as const;
      const submit = async (note: Uint8Array) =>
        fetch(`${centre.url}/submissions`, {
          ...{ method: "POST", headers: { "content-type": "text/plain" }, body: note as never },
        });
      // The machine of p1.2 signed other numbers for the centre than for the witness, and p2.1 never arrived.
      await submit(await acta("p1.1", [10, 20, 5]));
      await submit(await acta("p1.2", [31, 22, 6]));
      const ran = await whileCollecting(test, ["--centre", centre.url, "--party", "red"], async (url) => {
        for (const [station, votes] of actas) expect(await bring(url, await acta(station, votes))).toBe(201);
        const picture = encodePng(drawSymbol(actaToSymbols(await acta("p1.1", [10, 20, 5]))[0]!, 576));
        expect(await bring(url, picture, "image/png")).toBe(200);
        const { centre: compared } = await coverageWhen(url, ({ centre: { unknown } }) => unknown === 0);
        expect(compared).toMatchObject({
          same: 1,
          differs: 1,
          missing: 1,
          differing: ["p1.2"],
          absent: ["p2.1"],
        });
        const page = await (await fetch(`${url}/overview?lang=en`)).text();
        expect(page).toContain("Actas collected by red");
        expect(page).toContain("Of one station the centre publishes other numbers than the signed acta");
        // An acta of the treasurer is missing everywhere, so no station is whole.
        expect(page).toContain("0 of 4 stations with their acta (0.0 %)");
      });
      expect([ran.code, ran.out]).toEqual([0, expect.stringContaining("Different actas kept: 3.")]);
      expect(ran.err).not.toMatch(/p1\.|machine|A=10/);

      const collected = join(data, "..", "collected");
      const out = join(data, "..", "actas");
      const pictures = join(data, "..", "pictures");
      const exported = await run(["collect", "export", "--data", collected, "--out", out]);
      expect(exported).toMatchObject({ code: 0, err: "" });
      expect(exported.out).toContain("3 actas in");
      const names = readdirSync(out);
      expect(names).toHaveLength(3);
      expect(names.every((name) => /^p\d\.\d president [0-9a-f]{16}\.note$/.test(name))).toBe(true);
      expect(names.map((name) => statSync(join(out, name)).mtimeMs)).toEqual([0, 0, 0]);
      expect(await run(["collect", "export", "--data", collected, "--out", out])).toMatchObject({ code: 2 });
      const more = ["--out", join(data, "..", "actas-2"), "--with-photos", pictures];
      const withPhotos = await run(["collect", "export", "--data", collected, ...more]);
      expect(withPhotos.out).toContain("1 photographs of papers, 0 pictures that could not be read");
      expect(readFileSync(join(pictures, "index.csv"), "utf8")).toMatch(
        /^file,station,contest,acta,why\nphotographs\/[0-9a-f]{32}\.png,p1\.1,president,[0-9a-f]{64},\n$/,
      );

      await centre.announce();
      await centre.stop();
      const compared = await run([
        ...["compare", "--election", join(folder, "definition.json"), "--out", join(data, "..", "report")],
        ...["--count", `a=log:${centre.folder}`, "--count", `b=actas:${out}`],
      ]);
      expect([compared.code, compared.err]).toEqual([1, expect.any(String)]);
      expect(compared.out).toContain(
        "Election of the president: 1 of 2 stations that both counts have differs. 1 station is only in “Kept actas”.",
      );
    }));

  it("says what is wrong with what it was given", () =>
    withElection(async ({ folder, data }) => {
      mkdirSync(data, { recursive: true });
      writeFileSync(join(data, "file"), "");
      const start = (change: Record<string, string>) => {
        const options = { "--election": folder, "--data": data, "--listen": "127.0.0.1:0", ...change };
        return run(["collect", ...Object.entries(options).flat()]);
      };
      const both = await run(["collect", "--program-only", "--data", data, "--listen", "127.0.0.1:0"]);
      expect([both.code, both.err]).toEqual([2, expect.stringContaining("goes without")]);
      const alone = await run(["collect", "--program-only", "--listen", "127.0.0.1:0"]);
      expect([alone.code, alone.out]).toEqual([0, expect.stringContaining("stay with the address")]);
      const rows: [change: Record<string, string>, says: string][] = [
        [{ "--election": data }, "election"],
        [{ "--listen": "nowhere" }, "nowhere"],
        [{ "--listen": "192.0.2.1:1" }, "Cannot listen at 192.0.2.1:1"],
        [{ "--centre": "centre.example" }, "begins with http"],
        [{ "--centre": "https://ana:secret@centre.example" }, "no address of a centre"],
        [{ "--data": join(data, "file") }, "file"],
      ];
      for (const [change, says] of rows) {
        const { code, err } = await start(change);
        expect([code, err], JSON.stringify(change)).toEqual([2, expect.stringContaining(says)]);
      }
      const nothing = await run(["collect", "export", "--data", folder, "--out", join(data, "x")]);
      expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining("nothing collected")]);
      expect(existsSync(join(data, "x"))).toBe(false);
    }));

  it("writes a station's kit into a file", () =>
    withElection(async ({ folder, data }) => {
      mkdirSync(data, { recursive: true });
      const out = join(data, "p1.1.kit");
      const kit = (...more: string[]) =>
        run(["witness", "kit", "--election", folder, "--out", out, "--station", ...more]);
      expect(await kit("p9.9")).toMatchObject({ code: 2, err: expect.stringContaining("p9.9") });
      expect(await kit("p1.1", "--centre", "https://centre.example")).toMatchObject({ code: 0, err: "" });
      expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({
        ...{ format: "triplicate/kit/v1", station: "p1.1", centre: "https://centre.example/", isDemo: false },
      });
      expect(await kit("p1.1")).toMatchObject({ code: 2, err: expect.stringContaining("is there already") });
    }));
});
