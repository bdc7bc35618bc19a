import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Emulator } from "./escpos-emulator.test-helper.ts";
import { checkPrinter, type Printer, parsePrinterAddress } from "./printer.ts";
import { openPrinter } from "./printer-open.ts";
import { createScreenPrinter } from "./printer-screen.ts";
import * as sample from "./sample-papers.test-data.ts";

const WISHES = { paper: 80, language: "es" } as const;
const VOUCHER = sample.voucher([sample.contestOf(7)], [[1]], WISHES);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "printers-"));
});
afterAll(() => rm(folder, { recursive: true }));

const opened = (address: string, paper: 58 | 80 | "a4" = 80): Printer => {
  const made = openPrinter(address, { paper });
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
};

describe("a printer on the network", () => {
  async function served(onSocket: (socket: Socket, machine: Emulator) => void = () => undefined) {
    let socket: Socket | null = null;
    const machine = new Emulator(80, (bytes) => socket?.write(bytes));
    const server = createServer((given) => {
      socket = given;
      given.on("data", (bytes) => machine.receive(bytes));
      given.on("error", () => undefined);
      onSocket(given, machine);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const close = (): Promise<void> =>
      new Promise((resolve) => {
        socket?.destroy();
        server.close(() => resolve());
      });
    return { machine, printer: opened(`tcp:127.0.0.1:${port}`), close };
  }

  test("prints and is asked over one connection", async () => {
    const { machine, printer, close } = await served();
    expect(await printer.status()).toBe("ready");
    expect(await printer.print(VOUCHER)).toEqual({ kind: "printed" });
    expect(await printer.print(sample.acta(sample.contestOf(60), WISHES))).toEqual({ kind: "printed" });
    machine.isPaperOut = true;
    expect(await printer.status()).toBe("paper-out");
    expect(await printer.print(VOUCHER)).toEqual({ kind: "nothing", state: "paper-out" });
    expect(machine.papers).toHaveLength(2);
    await printer.close();
    await close();
  });

  test("that runs out of paper in the middle, and is loaded", async () => {
    const { machine, printer, close } = await served();
    machine.faults = { paperOutAfter: 8 };
    expect(await printer.print(VOUCHER)).toEqual({ kind: "part", state: "paper-out" });
    machine.mend();
    expect(await printer.print(VOUCHER)).toEqual({ kind: "printed" });
    expect(machine.papers).toHaveLength(2);
    await printer.close();
    await close();
  });

  test("that hangs up in the middle: only people can say", async () => {
    let isFirst = true;
    const { machine, printer, close } = await served((socket, { received }) => {
      socket.on("data", () => {
        if (isFirst && received.length > 3000) socket.destroy();
        isFirst &&= received.length <= 3000;
      });
    });
    const acta = sample.acta(sample.contestOf(60), WISHES);
    expect(await printer.print(acta)).toEqual({ kind: "unknown", state: "offline" });
    expect(await printer.print(VOUCHER)).toEqual({ kind: "printed" });
    expect(machine.papers.length).toBeGreaterThanOrEqual(1);
    await printer.close();
    await close();
  });

  test("that is not there", async () => {
    const { printer, close } = await served();
    await close();
    expect(await printer.status()).toBe("offline");
    expect(await printer.print(VOUCHER)).toEqual({ kind: "nothing", state: "offline" });
    await printer.close();
  });
});

/** A line of a terminal with us at its other end, as a cable has. */
const PTY = `
import os, pty, select, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
sys.stderr.write(os.ttyname(slave) + "\\n")
sys.stderr.flush()
while True:
    ready, _, _ = select.select([master, 0], [], [])
    for fd in ready:
        data = os.read(fd, 4096)
        if not data: sys.exit(0)
        os.write(1 if fd == master else master, data)
`;
const hasPython = spawnSync("python3", ["-c", "import pty"]).status === 0;
const hasStty = spawnSync("stty", ["--version"]).status === 0;

describe("a printer that is a file", () => {
  async function cable() {
    const bridge = spawn("python3", ["-c", PTY], { stdio: ["pipe", "pipe", "pipe"] });
    const path = await new Promise<string>((resolve) => {
      bridge.stderr.once("data", (bytes: Buffer) => resolve(bytes.toString().trim()));
    });
    const machine = new Emulator(58, (bytes) => bridge.stdin.write(bytes));
    bridge.stdout.on("data", (bytes: Buffer) => machine.receive(bytes));
    const close = (): Promise<void> =>
      new Promise((resolve) => {
        bridge.once("exit", () => resolve());
        bridge.stdin.end();
        bridge.kill();
      });
    return { machine, path, close };
  }

  // Without Python there is no other end of a cable here.
  test.skipIf(!hasPython || !hasStty)("on a serial line", async () => {
    const { machine, path, close } = await cable();
    const printer = opened(`serial:${path}:38400`, 58);
    expect(await printer.status()).toBe("ready");
    expect(await printer.print(VOUCHER)).toEqual({ kind: "printed" });
    machine.faults = { coverOpenAfter: 1000 };
    machine.isCoverOpen = true;
    expect(await printer.print(VOUCHER)).toEqual({ kind: "nothing", state: "cover-open" });
    expect(machine.papers).toHaveLength(1);
    await printer.close();
    await close();
  });

  test.skipIf(!hasPython)("of the system's USB driver, and one that is pulled out", async () => {
    const { machine, path, close } = await cable();
    const printer = opened(`usb:${path}`, 58);
    expect(await printer.print(sample.acta(sample.contestOf(38), { paper: 58, language: "en" }))).toEqual({
      kind: "printed",
    });
    expect(machine.papers).toHaveLength(1);
    await close();
    expect(await printer.status()).toBe("offline");
    expect(await printer.print(VOUCHER)).toEqual({ kind: "nothing", state: "offline" });
    await printer.close();
  });

  test("that does not exist, or is no terminal", async () => {
    const plain = join(folder, "plain");
    await writeFile(plain, "");
    for (const address of [
      `usb:${join(folder, "lp7")}`,
      `serial:${plain}`,
      `serial:${join(folder, "ttyUSB7")}`,
    ]) {
      const printer = opened(address);
      expect(await printer.print(VOUCHER), address).toEqual({ kind: "nothing", state: "offline" });
      await printer.close();
    }
  });
});

describe("a folder of an office printer", () => {
  const A4 = { paper: "a4", language: "es" } as const;

  test("gets each paper as the same bytes for the same paper, and no order of vouchers", async () => {
    const path = join(folder, "office");
    const printer = opened(`pdf:${path}`, "a4");
    expect(await printer.status()).toBe("ready");
    const acta = sample.acta(sample.contestOf(60), A4);
    for (const paper of [
      acta,
      acta,
      sample.voucher([sample.BOARD], [[0]], A4),
      sample.voucher([sample.BOARD], [[]], A4),
    ])
      expect(await printer.print(paper)).toEqual({ kind: "printed" });
    const names = (await readdir(path)).sort();
    expect(names).toEqual([expect.stringMatching(/^acta-[0-9a-f]{12}\.pdf$/), "voucher.pdf"]);
    expect((await stat(join(path, "voucher.pdf"))).mtimeMs).toBe(0);
    expect((await readFile(join(path, names[0]!))).subarray(0, 8).toString()).toBe("%PDF-1.7");
    await printer.close();
    expect(await readdir(path)).toHaveLength(1);
  });

  test("that cannot be written prints nothing", async () => {
    const plain = join(folder, "a-file");
    await writeFile(plain, "");
    const printer = opened(`pdf:${plain}`, "a4");
    expect(await printer.print(sample.card(A4))).toEqual({ kind: "nothing", state: "offline" });
    await printer.close();
  });
});

describe("the screen's printer", () => {
  test("keeps papers until they are taken, and tells their whole text", async () => {
    const printer = createScreenPrinter({ paper: 80 });
    await printer.print(VOUCHER);
    await printer.print(sample.acta(sample.contestOf(60), WISHES));
    const [voucher, acta] = printer.papers();
    expect(voucher?.alternative).toContain("Andrés Velásquez");
    expect(acta).toMatchObject({ kind: "acta", title: "Acta de escrutinio, Copia 2 de 5", language: "es" });
    for (const { name } of sample.contestOf(9).options) expect(acta?.alternative).toContain(name);
    expect(printer.picture(acta!.id)).toMatch(/^<svg /);
    expect(printer.drop(voucher!.id)).toBe(true);
    expect(printer.drop(voucher!.id)).toBe(false);
    expect(printer.picture(voucher!.id)).toBeNull();
    printer.setState("paper-out");
    expect(await printer.print(VOUCHER)).toEqual({ kind: "nothing", state: "paper-out" });
    printer.clear();
    expect(printer.papers()).toEqual([]);
  });

  test("draws what the definition says as text, never as markup", async () => {
    const printer = createScreenPrinter({ paper: 58 });
    const contest = { ...sample.BOARD, name: { es: "<script>&\"'", en: "x" } };
    await printer.print(sample.voucher([contest], [[]], { paper: 58, language: "es" }));
    const picture = printer.picture(1)!;
    expect(picture).not.toContain("<script");
    expect(picture).toContain("&lt;script&gt;&amp;&quot;&#39;");
  });
});

describe("an address", () => {
  test.each([
    ["tcp:10.0.0.7", { kind: "tcp", host: "10.0.0.7", port: 9100 }],
    ["tcp:printer.local:9101", { kind: "tcp", host: "printer.local", port: 9101 }],
    ["tcp:[fe80::1]:9100", { kind: "tcp", host: "fe80::1", port: 9100 }],
    ["usb:/dev/usb/lp0", { kind: "usb", path: "/dev/usb/lp0" }],
    ["serial:/dev/ttyS0", { kind: "serial", path: "/dev/ttyS0", baud: 115_200 }],
    ["serial:/dev/ttyUSB0:9600", { kind: "serial", path: "/dev/ttyUSB0", baud: 9600 }],
    ["pdf:papers", { kind: "pdf", folder: "papers" }],
    ["screen", { kind: "screen" }],
  ] as const)("%s", (text, address) => {
    expect(parsePrinterAddress(text)).toEqual(address);
  });

  test.each([
    "",
    "lpt1",
    "tcp:",
    "tcp:a b",
    "tcp:host:0",
    "tcp:host:70000",
    "tcp:host:9100:1",
    "usb:lp0",
    "serial:/dev/ttyS0:1200",
    "serial:ttyS0",
    "pdf:",
    "screen:1",
    `tcp:${"a".repeat(600)}`,
  ])("%s is none", (text) => {
    expect(parsePrinterAddress(text)).toBeNull();
  });

  test("of a roll is not for a page, and the other way round", () => {
    const code = (address: string, paper: 58 | "a4") => {
      const checked = checkPrinter(address, { paper });
      return checked.ok ? "" : checked.error.code;
    };
    expect([
      code("screen", 58),
      code("pdf:x", "a4"),
      code("pdf:x", 58),
      code("tcp:x", "a4"),
      code("x", 58),
    ]).toEqual([...["", "", "printer-paper", "printer-paper", "printer-address"]]);
  });
});
