/**
 * A machine's daemon in a few lines, for tests of the screens: the same interface on loopback, a station's life in memory, no disk, no keys.
 *
 * It does what it is asked if the phase allows it, and a test may show any view instead. What was asked is remembered in `actions`.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Action, Answer, MachineView, Paper, Refused, Selections } from "./api.ts";
import { fakeView } from "./fake-views.test-helper.ts";
import { machinePage, PAGE_FILES, PAGE_POLICY } from "./page.ts";

/** As adapters/web-bundle.ts makes it. */
export type FakeBundle = {
  readonly script: string;
  readonly files: ReadonlyMap<string, { readonly type: string; readonly bytes: Uint8Array }>;
};

export type FakeMachine = {
  /** With the token in its fragment. */
  readonly url: string;
  readonly actions: readonly Action[];
  /** Votes as they were confirmed; of a void one too. */
  readonly confirmed: readonly Selections[];
  view(): MachineView;
  /** Shows this, whatever the machine's life was. */
  show(part: Partial<MachineView>): void;
  /** The next action is refused so. */
  refuse(refused: Refused): void;
  /** Breaks every open stream, and answers nothing until it is given back. */
  lose(isLost: boolean): void;
  close(): Promise<void>;
};

const TOKEN = "fake-token";
export const FAKE_PIN = "123456";
export const FAKE_CARDS = [
  { name: "Ana Pérez", text: "triplicate-card:QW5h", pin: FAKE_PIN },
  { name: "Luis Marcano", text: "triplicate-card:THVpcw", pin: FAKE_PIN },
];

type Fake = {
  view: MachineView;
  selections: Selections;
  next: Refused | null;
  isLost: boolean;
  papers: Paper[];
  readonly streams: Set<ServerResponse>;
  readonly actions: Action[];
  readonly confirmed: Selections[];
};

export async function startFakeMachine(
  bundle: FakeBundle,
  part: Partial<MachineView> = {},
): Promise<FakeMachine> {
  const fake: Fake = {
    view: { ...fakeView(), ...part },
    ...{ selections: [], next: null, isLost: false, papers: [] },
    ...{ streams: new Set<ServerResponse>(), actions: [], confirmed: [] },
  };
  const server = createServer((request, response) => void handle(fake, bundle, request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/#${TOKEN}`,
    actions: fake.actions,
    confirmed: fake.confirmed,
    view: () => fake.view,
    show: (shown) => change(fake, shown),
    refuse: (refused) => {
      fake.next = refused;
    },
    lose(isLost) {
      fake.isLost = isLost;
      if (isLost) for (const stream of fake.streams) stream.destroy();
    },
    close: () => stop(server, fake),
  };
}

async function stop(server: Server, fake: Fake): Promise<void> {
  for (const stream of fake.streams) stream.destroy();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

function change(fake: Fake, part: Partial<MachineView>): void {
  fake.view = { ...fake.view, ...part, revision: fake.view.revision + 1 };
  for (const stream of fake.streams) stream.write(event(fake.view));
}

const event = (view: MachineView): string => `event: view\ndata: ${JSON.stringify(view)}\n\n`;

async function handle(
  fake: Fake,
  bundle: FakeBundle,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? "/").split("?")[0]!;
  if (fake.isLost) return void request.socket.destroy();
  if (!path.startsWith("/api/")) return sendFile(bundle, path, response);
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return void response.writeHead(401).end();
  if (path === "/api/view") return sendJson(response, fake.view);
  if (path === "/api/scan") return sendJson(response, { cards: fake.view.isDemo ? FAKE_CARDS : [] });
  if (path === "/api/papers") return sendJson(response, fake.papers);
  if (path.startsWith("/api/papers/")) return onePaper(fake, request, response);
  if (path === "/api/act") return act(fake, request, response);
  if (path !== "/api/events") return void response.writeHead(404).end();
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(event(fake.view));
  fake.streams.add(response);
  response.on("close", () => fake.streams.delete(response));
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function sendFile(bundle: FakeBundle, path: string, response: ServerResponse): void {
  const headers = { "content-security-policy": PAGE_POLICY, "cache-control": "no-store" };
  const file = bundle.files.get(path);
  const font = PAGE_FILES[path.slice(1) as keyof typeof PAGE_FILES];
  if (path === "/")
    response
      .writeHead(200, { ...headers, "content-type": "text/html; charset=utf-8" })
      .end(machinePage(bundle.script));
  else if (file !== undefined) response.writeHead(200, { "content-type": file.type }).end(file.bytes);
  else if (font !== undefined)
    response.writeHead(200, { "content-type": "font/woff2" }).end(readFileSync(fileURLToPath(font)));
  else if (path.startsWith("/pictures/")) drawPicture(path, response);
  else response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
}

const HUES = ["#0a4f8f", "#c65f00", "#5a6f2a", "#7b2d8b", "#8c1515", "#17503e"];

/** Where a photograph or a party's sign would be. */
function drawPicture(path: string, response: ServerResponse): void {
  const number = Number(/\d+/.exec(path)?.[0] ?? 0);
  const hue = HUES[number % HUES.length];
  const person = `<rect width="100" height="100" fill="#d8d2c4"/><circle cx="50" cy="40" r="20" fill="${hue}"/><path d="M12 100a38 38 0 0176 0z" fill="${hue}"/>`;
  const sign = `<rect width="100" height="100" fill="${hue}"/><path d="M50 15l10 25 27 2-21 17 7 26-23-15-23 15 7-26-21-17 27-2z" fill="#fff"/>`;
  const body = path.includes("photo") ? person : sign;
  response
    .writeHead(200, { "content-type": "image/svg+xml" })
    .end(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">${body}</svg>`);
}

function onePaper(fake: Fake, request: IncomingMessage, response: ServerResponse): void {
  if (request.method === "DELETE") {
    fake.papers = [];
    response.writeHead(204).end();
  } else drawPaper(response);
}

function drawPaper(response: ServerResponse): void {
  const lines = ["COMPROBANTE DE VOTO", "Mesa 080101001.01", "", "Gobernación", "ANDRÉS VELÁSQUEZ"];
  const text = lines
    .map((line, i) => `<text x="20" y="${40 + i * 30}" font-size="20">${line}</text>`)
    .join("");
  response
    .writeHead(200, { "content-type": "image/svg+xml" })
    .end(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 380 420"><rect width="380" height="420" fill="#fffdf5"/>${text}</svg>`,
    );
}

async function act(fake: Fake, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const action = JSON.parse(Buffer.concat(parts).toString("utf8")) as Action;
  fake.actions.push(action);
  const refused = fake.next ?? perform(fake, action);
  fake.next = null;
  const answer: Answer =
    refused === null ? { ok: true, view: fake.view } : { ok: false, refused, view: fake.view };
  sendJson(response, answer);
}

const refusal = (rule: string, clause: string, detail: Refused["detail"] = {}): Refused => ({
  rule,
  clause,
  detail,
});

function perform(fake: Fake, action: Action): Refused | null {
  const { view } = fake;
  const done = (part: Partial<MachineView>): null => {
    change(fake, part);
    return null;
  };
  switch (action.do) {
    case "present-card":
      return presentCard(fake, action);
    case "lock":
      return done({ cards: [], counts: null });
    case "activate":
      return done({ cards: [], counts: null, voter: { step: "choosing" } });
    case "abandon":
    case "dismiss":
      return done({ voter: null });
    case "confirm":
      return confirm(fake, action.selections);
    case "match":
      if (!action.matches) return done({ voter: { step: "choosing" } });
      return done({ voter: { step: "thanks", outcome: "cast" } });
    case "resolve":
      return done({
        cards: [],
        voter:
          action.paper === "whole-and-matches" ? { step: "thanks", outcome: "cast" } : { step: "choosing" },
      });
    case "open":
      if (view.cards.length < 2) return refusal("two-cards-needed", "11.2", { cards: view.cards.length });
      return done({ phase: "open" });
    case "close":
      if (view.cards.length < 2) return refusal("two-cards-needed", "11.2", { cards: view.cards.length });
      return done({ phase: "closed" });
    default:
      return proceed(fake, action);
  }
}

function confirm(fake: Fake, selections: Selections): null {
  fake.confirmed.push(selections);
  fake.papers = [
    { id: 1, kind: "voucher", title: "Voucher", picture: "/api/papers/1.svg", alternative: "A voucher" },
  ];
  change(fake, { voter: { step: "printing" } });
  change(fake, { voter: { step: "compare", selections } });
  return null;
}

function presentCard(fake: Fake, { card, pin }: Extract<Action, { do: "present-card" }>): Refused | null {
  const known = FAKE_CARDS.find(({ text }) => text === card);
  if (known === undefined) return refusal("card-form", "11.3");
  if (pin !== known.pin) return refusal("pin-wrong", "11.4", { left: 4 });
  const others = fake.view.cards.filter(({ name }) => name !== known.name);
  const cards = [...others, { id: known.name, name: known.name, scope: "station/080101001.01" }];
  change(fake, { cards, counts: { checkedIn: 431, ballots: 428, spoiled: 3 } });
  return null;
}

/** The rest of a station's day, each step as if everything went well. */
function proceed(fake: Fake, action: Action): Refused | null {
  const { view } = fake;
  const parts: Partial<Record<Action["do"], Partial<MachineView>>> = {
    "print-zero-tape": { phase: "zero-printed" },
    pause: { phase: "paused" },
    resume: { phase: "open" },
    count: { phase: "counted", tally: fakeView().tally },
    "print-copies": { phase: "printed", copies: { ...view.copies, printed: view.copies.needed } },
    "half-printed": { halfPrinted: null },
    decided: { phase: "decided" },
    seal: { phase: "sealed" },
    transmit: {
      phase: "transmitted",
      transmission: { state: "done", receipts: [{ name: "acta", index: 812 }] },
    },
    export: {},
  };
  if (action.do === "witness-decision") {
    const { witness, decision, reason } = action;
    const decided = { decision, ...(reason === undefined ? {} : { reason }) };
    change(fake, {
      witnesses: view.witnesses.map((one) => (one.id === witness ? { ...one, ...decided } : one)),
    });
    return null;
  }
  if (action.do === "witness-answer") {
    const first = view.witnesses.find(({ decision }) => decision === null);
    const witnesses = view.witnesses.map((one) =>
      one === first ? { ...one, decision: "signed" as const } : one,
    );
    change(fake, { witnesses });
    return null;
  }
  change(fake, parts[action.do] ?? {});
  return null;
}
