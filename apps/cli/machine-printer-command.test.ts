import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Emulator } from "@triplicate/adapters/escpos-emulator.test-helper.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "./cli.test-helper.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "test-printer-"));
});
afterAll(() => rm(folder, { recursive: true }));

const COMMAND = ["machine", "test-printer", "--printer"];

test("a page of every letter comes out of a printer on the network, and its trouble in words", async () => {
  let socket: Socket | null = null;
  const machine = new Emulator(58, (bytes) => socket?.write(bytes));
  const server = createServer((given) => {
    socket = given.on("data", (bytes) => machine.receive(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const args = [...COMMAND, `tcp:127.0.0.1:${port}`, "--paper", "58"];
  expect(await run(args)).toMatchObject({ code: 0, out: expect.stringContaining("Printed.") });
  const { lines } = machine.papers[0]!;
  expect(lines.join(" ")).toContain("á é í ó ú ñ ü");
  expect(lines).toContain("12345678901234567890123456789012");
  machine.isPaperOut = true;
  const failed = await run(args, "es");
  expect([failed.code, failed.err]).toEqual([
    2,
    expect.stringContaining("No se imprimió nada: no hay papel."),
  ]);
  await new Promise((resolve) => server.close(resolve));
});

test("a page of A4 goes into a folder; what is no printer is said", async () => {
  expect((await run([...COMMAND, `pdf:${folder}`, "--paper", "a4"])).code).toBe(0);
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^test-page-[0-9a-f]{12}\.pdf$/)]);
  for (const printer of ["lpt1", "screen", `pdf:${folder}`])
    expect((await run([...COMMAND, printer])).code).toBe(2);
});
