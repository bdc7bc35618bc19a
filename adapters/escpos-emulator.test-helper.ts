/**
 * A thermal printer that exists in memory: it works off the exact bytes it is sent, answers as printers answer, and its paper can be looked at.
 *
 * It knows the commands that spec/printing.md, clause 4.4, lists and throws on any other, on a line that is wider than the paper, and on a
 * letter outside code page 850. It can run out of paper after some lines, be opened, hang, and forget. Its tables are its own: what the
 * program believes of code pages and bits is not asked.
 * @module
 */
import sharp from "sharp";

const DOTS = { 58: 384, 80: 576 } as const;
/** Code page 850 from 0x80 on, from its published table, by code point. */
const CP850 =
  "00c700fc00e900e200e400e000e500e700ea00eb00e800ef00ee00ec00c400c500c900e600c600f400f600f200fb00f900ff00d600dc00f800a300d800d7019200e100ed00f300fa00f100d100aa00ba00bf00ae00ac00bd00bc00a100ab00bb259125922593250225" +
  "2400c100c200c000a9256325512557255d00a200a5251025142534252c251c2500253c00e300c3255a25542569256625602550256c00a400f000d000ca00cb00c8013100cd00ce00cf2518250c2588258400a600cc258000d300df00d400d200f500d500b500fe00de00da00db00d900fd00dd00af00b400ad00b1201700be00b600a700f700b800b000a800b700b900b300b225a000a0";

const letterOf = (byte: number): string => {
  if (byte < 0x80) return String.fromCharCode(byte);
  return String.fromCharCode(Number.parseInt(CP850.slice((byte - 128) * 4, (byte - 127) * 4), 16));
};

type Mark =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly x: number;
      /** Of the letters' feet. */
      readonly y: number;
      readonly wide: number;
      readonly high: number;
      readonly isBold: boolean;
      readonly isInverse: boolean;
    }
  | { readonly kind: "raster"; readonly y: number; readonly rowBytes: number; readonly bits: Uint8Array };

/** A piece of paper between two cuts. */
export type Sheet = {
  readonly marks: Mark[];
  /** Letters of each line as they stand, gaps as spaces. */
  readonly lines: string[];
  height: number;
  isCut: boolean;
};

export type Faults = {
  /** Lines, feeds and pictures that still come out before the paper ends. */
  paperOutAfter?: number;
  coverOpenAfter?: number;
  errorAfter?: number;
  /** Takes bytes and does nothing with them. */
  hangsAfter?: number;
  /** Does not understand the order to forget. */
  cannotForget?: boolean;
  /** Answers nothing at all. */
  isMute?: boolean;
};

type Style = { bold: boolean; wide: number; high: number; inverse: boolean; spacing: number };
const PLAIN: Style = { bold: false, wide: 1, high: 1, inverse: false, spacing: 30 };

export class Emulator {
  readonly sheets: Sheet[] = [newSheet()];
  readonly received: number[] = [];
  faults: Faults = {};
  isPaperOut = false;
  isPaperLow = false;
  isCoverOpen = false;
  hasError = false;
  /** How often it was told to forget. */
  forgotten = 0;
  #buffer: number[] = [];
  #at = 0;
  #style: Style = { ...PLAIN };
  #line: { text: string; style: Style }[] = [];
  #page = 0;
  #reports = false;
  #done = 0;
  readonly #paper: 58 | 80;
  readonly #answer: (bytes: Uint8Array) => void;

  constructor(paper: 58 | 80, answer: (bytes: Uint8Array) => void = () => undefined) {
    this.#paper = paper;
    this.#answer = answer;
  }

  get sheet(): Sheet {
    return this.sheets.at(-1)!;
  }

  /** Sheets that were cut off. */
  get papers(): readonly Sheet[] {
    return this.sheets.filter(({ isCut }) => isCut);
  }

  get isStopped(): boolean {
    return this.isPaperOut || this.isCoverOpen || this.hasError;
  }

  receive(bytes: Uint8Array): void {
    this.received.push(...bytes);
    this.#buffer.push(...bytes);
    this.#realTime();
    this.work();
  }

  /** A person put paper in, closed the cover, took the jam out. */
  mend(): void {
    this.faults = {};
    [this.isPaperOut, this.isCoverOpen, this.hasError] = [false, false, false];
    this.work();
  }

  /** As real printers do: seen wherever it stands among the bytes received, before its turn. */
  #realTime(): void {
    for (let i = 0; i + 2 < this.#buffer.length; i += 1) {
      if (this.#buffer[i] !== 0x10) continue;
      const [, command, n = 0] = this.#buffer.slice(i, i + 3);
      if (command === 0x04 && n >= 1 && n <= 4) this.#takeOut(i--, 3, () => this.#tell([this.#status(n)]));
      else if (command === 0x05 && n === 2) this.#takeOut(i--, 3, () => this.#recover());
      else if (command === 0x14 && n === 8) {
        this.forgotten += 1;
        if (this.faults.cannotForget) this.#takeOut(i--, 10, () => undefined);
        else {
          this.#buffer = this.#buffer.slice(i + 10);
          this.#line = [];
          this.#tell([0x37, 0x25, 0]);
          i = -1;
        }
      }
    }
  }

  #takeOut(at: number, length: number, act: () => void): void {
    this.#buffer.splice(at, length);
    act();
  }

  #recover(): void {
    this.hasError = false;
    this.#buffer = [];
    this.#line = [];
  }

  #tell(bytes: number[]): void {
    if (!this.faults.isMute) this.#answer(Uint8Array.from(bytes));
  }

  #status(kind: number): number {
    const bits = [
      (this.isStopped ? 1 : 0) << 3,
      ((this.isCoverOpen ? 1 : 0) << 2) | ((this.isPaperOut ? 1 : 0) << 5) | ((this.hasError ? 1 : 0) << 6),
      (this.hasError ? 1 : 0) << 3,
      (this.isPaperLow ? 0b0000_1100 : 0) | (this.isPaperOut ? 0b0110_0000 : 0),
    ];
    return 0b0001_0010 | bits[kind - 1]!;
  }

  #report(): void {
    if (!this.#reports) return;
    this.#tell([
      0b0001_0000 | ((this.isStopped ? 1 : 0) << 3) | ((this.isCoverOpen ? 1 : 0) << 5),
      (this.hasError ? 1 : 0) << 3,
      (this.isPaperLow ? 0b11 : 0) | (this.isPaperOut ? 0b1100 : 0),
      0,
    ]);
  }

  /** Works off what it has, until it stops. */
  work(): void {
    while (this.#buffer.length > 0 && !this.isStopped && !this.#hangs()) {
      // The longest command is a band of a picture; looking no further keeps this from being quadratic.
      const used = this.#step(this.#buffer.slice(this.#at, this.#at + MOST));
      if (used === 0) break;
      this.#at += used;
      if (this.#at === this.#buffer.length) this.#drop();
    }
    this.#drop();
  }

  #drop(): void {
    this.#buffer = this.#buffer.slice(this.#at);
    this.#at = 0;
  }

  #hangs(): boolean {
    return this.#done >= (this.faults.hangsAfter ?? Number.POSITIVE_INFINITY);
  }

  /** Something moved the paper. */
  #moved(dots: number): void {
    this.sheet.height += dots;
    this.#done += 1;
    const reached = (count: number | undefined): boolean => count !== undefined && this.#done >= count;
    if (reached(this.faults.paperOutAfter)) this.isPaperOut = true;
    if (reached(this.faults.coverOpenAfter)) this.isCoverOpen = true;
    if (reached(this.faults.errorAfter)) this.hasError = true;
    if (this.isStopped) this.#report();
  }

  /** Bytes of the command at the head; 0 while it is not there whole. */
  #step(bytes: readonly number[]): number {
    const [a = 0, b, c = 0, d = 0] = bytes;
    if (a === 0x0a) return this.#feedLine();
    if (a >= 0x20) return this.#letter(a);
    if (b === undefined) return 0;
    const name = `${a.toString(16)} ${b.toString(16)}`;
    const known = COMMANDS[name];
    if (known === undefined) throw new Error(`no command ${name} at ${this.received.length - bytes.length}`);
    if (bytes.length < known) return 0;
    switch (name) {
      case "1b 40":
        this.#style = { ...PLAIN };
        this.#line = [];
        break;
      case "1b 74":
        this.#page = c;
        break;
      case "1b 45":
        this.#style.bold = c === 1;
        break;
      case "1d 21":
        [this.#style.wide, this.#style.high] = [(c >> 4) + 1, (c & 15) + 1];
        break;
      case "1d 42":
        this.#style.inverse = c === 1;
        break;
      case "1b 33":
        this.#style.spacing = c;
        break;
      case "1b 4a":
        if (this.#line.length > 0) throw new Error("paper is fed in the middle of a line");
        this.#moved(c);
        break;
      case "1d 61":
        this.#reports = c !== 0;
        if (this.#reports) this.#report();
        break;
      case "1d 72":
        this.#tell([this.isPaperLow ? 3 : 0]);
        break;
      case "1d 56":
        this.sheet.isCut = true;
        this.sheets.push(newSheet());
        break;
      case "1d 76":
        return this.#raster(bytes, d);
    }
    return known;
  }

  #letter(byte: number): number {
    if (byte >= 0x80 && this.#page !== 2) throw new Error("a letter of no code page");
    const last = this.#line.at(-1);
    const letter = letterOf(byte);
    if (last !== undefined && JSON.stringify(last.style) === JSON.stringify(this.#style)) last.text += letter;
    else this.#line.push({ text: letter, style: { ...this.#style } });
    return 1;
  }

  #feedLine(): number {
    const high = 24 * Math.max(1, ...this.#line.map(({ style }) => style.high));
    let x = 0;
    for (const { text, style } of this.#line) {
      this.sheet.marks.push({
        ...{ kind: "text", text, x, y: this.sheet.height + high, wide: style.wide, high: style.high },
        ...{ isBold: style.bold, isInverse: style.inverse },
      });
      x += text.length * 12 * style.wide;
    }
    if (x > DOTS[this.#paper])
      throw new Error(`a line of ${x} dots: ${this.#line.map(({ text }) => text).join("")}`);
    this.sheet.lines.push(this.#line.map(({ text }) => text).join(""));
    this.#line = [];
    this.#moved(Math.max(high, this.#style.spacing));
    return 1;
  }

  #raster(bytes: readonly number[], mode: number): number {
    const [, , , , xl = 0, xh = 0, yl = 0, yh = 0] = bytes;
    const [rowBytes, rows] = [xl + 256 * xh, yl + 256 * yh];
    const length = 8 + rowBytes * rows;
    if (bytes.length < length) return 0;
    if (mode !== 0 || rowBytes * 8 > DOTS[this.#paper])
      throw new Error(`a picture of ${rowBytes} bytes a row`);
    if (this.#line.length > 0) throw new Error("a picture in the middle of a line");
    this.sheet.marks.push({
      ...{ kind: "raster", y: this.sheet.height, rowBytes, bits: Uint8Array.from(bytes.slice(8, length)) },
    });
    this.#moved(rows);
    return length;
  }
}

const MOST = 12_000;

/** Bytes of each command, as far as they are known before its data. */
const COMMANDS: Readonly<Record<string, number>> = {
  ...{ "1b 40": 2, "1c 2e": 2, "1b 74": 3, "1b 45": 3, "1d 21": 3, "1d 42": 3, "1b 33": 3, "1b 4a": 3 },
  ...{ "1b 4d": 3, "1d 61": 3, "1d 72": 3, "1d 56": 3, "1d 76": 8 },
};

const newSheet = (): Sheet => ({ marks: [], lines: [], height: 0, isCut: false });

const EDGE = 24;

/** The sheet as a PNG, dot for pixel, with some paper around. */
export async function pictureOf({ marks, height }: Sheet, paper: 58 | 80): Promise<Buffer> {
  const [width, tall] = [DOTS[paper] + 2 * EDGE, height + 2 * EDGE];
  const texts = marks.filter((mark) => mark.kind === "text");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall}"><rect width="100%" height="100%" fill="#fff"/>
    <g transform="translate(${EDGE} ${EDGE})" font-family="DejaVu Sans Mono, monospace">${texts.map(drawText).join("")}</g></svg>`;
  const { data, info } = await sharp(Buffer.from(svg), { limitInputPixels: false, unlimited: true })
    .flatten({ background: "#fff" })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (const mark of marks) {
    if (mark.kind !== "raster") continue;
    for (let i = 0; i < mark.bits.length * 8; i += 1) {
      if (!(mark.bits[i >> 3]! & (0x80 >> (i & 7)))) continue;
      const [x, y] = [i % (mark.rowBytes * 8), Math.floor(i / (mark.rowBytes * 8))];
      data[((mark.y + y + EDGE) * info.width + x + EDGE) * info.channels] = 0;
    }
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .png()
    .toBuffer();
}

function drawText({ text, x, y, wide, high, isBold, isInverse }: Extract<Mark, { kind: "text" }>): string {
  const width = text.length * 12 * wide;
  const ground = isInverse
    ? `<rect x="${x}" y="${y - 24 * high}" width="${width}" height="${24 * high}"/>`
    : "";
  const words = text.trimEnd();
  if (words.trim() === "") return ground;
  const start = words.length - words.trimStart().length;
  const escaped = words.trim().replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `${ground}<text transform="translate(${x + start * 12 * wide} ${y - 5.5 * high}) scale(${wide} ${high})" font-size="20" textLength="${(words.length - start) * 12}" lengthAdjust="spacingAndGlyphs"${isBold ? ' font-weight="700"' : ""}${isInverse ? ' fill="#fff"' : ""}>${escaped}</text>`;
}
