/**
 * A wire that means harm: a TCP proxy that does to each request what a list says, and passes on what comes after it.
 *
 * It reads a whole request, asks the centre over a connection of its own, has the whole answer, and only then begins. Time is
 * never waited for: what is delayed is held until other requests have gone by, or the last of them has come.
 * @module
 */
import { connect, createServer, type Socket } from "node:net";

export const HARMS = [
  /** Nothing is forwarded. */
  "refuse",
  /** The centre has it, and nobody hears so. */
  "lose-answer",
  "cut-head",
  "cut-body",
  /** The centre gets it twice; the second answer is given. */
  "send-twice",
  /** Its answer twice on one connection. */
  "answer-twice",
  /** The next request's answer instead of its own. */
  "swap-answers",
  /** Held until two others have passed. */
  "overtaken",
  /** A byte of the answer's body is another. */
  "alter",
  /** The index of the receipt is another. */
  "alter-index",
  /** The cosigners' lines are missing from the checkpoint. */
  "strip-cosigners",
  "busy",
  "refusal",
  "portal",
  "redirect",
  /** Never ends, and comes a byte at a time or as fast as it can. */
  "silence",
  "flood",
  "garbage",
] as const;
export type Harm = (typeof HARMS)[number];

export type HostileProxy = {
  readonly url: string;
  /** First line and body of each request, in the order in which they came. */
  readonly requests: readonly { readonly line: string; readonly body: string }[];
  /** Connections that were ever opened. */
  readonly connections: number;
  close(): Promise<void>;
};

const HEAD_END = "\r\n\r\n";

/** `plan(i)` is what happens to the ith request, from 0; null passes it on. */
export async function startHostileProxy(
  centre: string,
  plan: (request: number, line: string) => Harm | null,
): Promise<HostileProxy> {
  const { port } = new URL(centre);
  const requests: { line: string; body: string }[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const held = createHeld();
  const ask = (request: Buffer) => askCentre(Number(port), request, sockets);
  const server = createServer((socket) => {
    connections += 1;
    keep(sockets, socket);
    let bytes = Buffer.alloc(0);
    socket.on("data", (part) => {
      bytes = Buffer.concat([bytes, part]);
      const length = requestLength(bytes);
      if (length === null || bytes.length < length) return;
      const request = bytes.subarray(0, length);
      bytes = bytes.subarray(length);
      const text = request.toString("latin1");
      const line = text.slice(0, text.indexOf("\r\n"));
      const harm = plan(requests.length, line);
      requests.push({ line, body: request.subarray(text.indexOf(HEAD_END) + 4).toString("utf8") });
      void act(harm, request, socket, { ask, held }).catch(() => socket.destroy());
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    get connections() {
      return connections;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on("error", () => {});
  socket.on("close", () => sockets.delete(socket));
}

/** Bytes of head and body; null while the head is not whole. */
function requestLength(bytes: Buffer): number | null {
  const head = bytes.indexOf(HEAD_END);
  if (head < 0) return null;
  const length = /\r\ncontent-length: (\d+)/i.exec(bytes.subarray(0, head).toString("latin1"))?.[1] ?? "0";
  return head + HEAD_END.length + Number(length);
}

/** The whole answer, over a connection that ends with it. */
function askCentre(port: number, request: Buffer, sockets: Set<Socket>): Promise<Buffer> {
  const text = request.toString("latin1").replace(/\r\nconnection: [^\r]*/i, "");
  const closing = Buffer.from(text.replace("\r\n", "\r\nconnection: close\r\n"), "latin1");
  return new Promise((resolve, reject) => {
    const upstream = connect(port, "127.0.0.1", () => upstream.write(closing));
    keep(sockets, upstream);
    const parts: Buffer[] = [];
    upstream.on("data", (part) => parts.push(part));
    upstream.on("error", reject);
    upstream.on("close", () => resolve(Buffer.concat(parts)));
  });
}

/** Answers that wait for others to go by; whoever waits alone is let go at the next turn of the loop. */
function createHeld() {
  const waiting: { others: number; go: () => void }[] = [];
  return {
    passed(): void {
      for (const one of [...waiting]) {
        one.others -= 1;
        if (one.others > 0) continue;
        waiting.splice(waiting.indexOf(one), 1);
        one.go();
      }
    },
    async until(others: number): Promise<void> {
      const released = Promise.withResolvers<void>();
      waiting.push({ others, go: released.resolve });
      // With nobody else on the way it would be held for ever.
      const alone = setTimeout(released.resolve, 40);
      await released.promise;
      clearTimeout(alone);
    },
  };
}

type Means = {
  readonly ask: (request: Buffer) => Promise<Buffer>;
  readonly held: ReturnType<typeof createHeld>;
};
/** The answer that the next swap gets, and how to give it its own. */
let swapping: ((own: Buffer) => Buffer) | null = null;

async function act(harm: Harm | null, request: Buffer, socket: Socket, { ask, held }: Means): Promise<void> {
  const made = madeUp(harm);
  if (made !== null) {
    socket.end(made);
    return;
  }
  switch (harm) {
    case "refuse":
      socket.destroy();
      return;
    case "silence":
      return;
    case "flood":
      flood(socket);
      return;
    case "send-twice":
      await ask(request);
      socket.end(await ask(request));
      break;
    case "overtaken": {
      await held.until(2);
      socket.end(await ask(request));
      break;
    }
    default:
      give(harm, await ask(request), socket);
  }
  held.passed();
}

function give(harm: Harm | null, answer: Buffer, socket: Socket): void {
  const body = answer.indexOf(HEAD_END) + HEAD_END.length;
  switch (harm) {
    case "lose-answer":
      socket.destroy();
      return;
    case "cut-head":
      socket.end(answer.subarray(0, body >> 1));
      return;
    case "cut-body":
      socket.end(answer.subarray(0, (body + answer.length) >> 1));
      return;
    case "answer-twice":
      socket.end(Buffer.concat([answer, answer]));
      return;
    case "alter": {
      const altered = Buffer.from(answer);
      altered[body + ((answer.length - body) >> 1)]! ^= 1;
      socket.end(altered);
      return;
    }
    case "alter-index":
      socket.end(
        Buffer.from(
          answer.toString("latin1").replace(/\nindex (\d)/, (_, digit) => `\nindex ${9 - digit}`),
          "latin1",
        ),
      );
      return;
    case "strip-cosigners": {
      const head = answer.subarray(0, body).toString("latin1");
      const rest = answer
        .subarray(body)
        .toString("utf8")
        .replace(/— party\.example.*\n/g, "");
      socket.end(head.replace(/content-length: \d+/i, `content-length: ${Buffer.byteLength(rest)}`) + rest);
      return;
    }
    case "swap-answers":
      swap(answer, socket);
      return;
    default:
      socket.end(answer);
  }
}

/** Of two requests that come together each gets the other's answer; one that comes alone gets an old one's, or its own. */
function swap(answer: Buffer, socket: Socket): void {
  const before = swapping;
  swapping = () => answer;
  socket.end(before === null ? answer : before(answer));
}

const http = (status: string, body: string, ...headers: string[]): string =>
  [
    `HTTP/1.1 ${status}`,
    ...headers,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");

/** Answers that no centre gave. */
function madeUp(harm: Harm | null): string | null {
  switch (harm) {
    case "busy":
      return http("503 Service Unavailable", "{}", "retry-after: 7");
    case "refusal":
      return http(
        "422 Unprocessable",
        JSON.stringify({ code: "wrong-mode", message: { es: "no", en: "no" } }),
      );
    case "portal":
      return http("200 OK", "<html>Accept our terms</html>", "content-type: text/html");
    case "redirect":
      return http("302 Found", "", "location: http://127.0.0.1:9/submissions");
    case "garbage":
      return "\u0000\u0001 nobody speaks this\r\n\r\n";
    default:
      return null;
  }
}

function flood(socket: Socket): void {
  socket.write("HTTP/1.1 200 OK\r\ntriplicate-outcome: logged\r\n\r\n");
  const part = Buffer.alloc(65_536, 0x41);
  const more = (): void => {
    while (!socket.destroyed && socket.write(part));
    if (!socket.destroyed) socket.once("drain", more);
  };
  more();
}
