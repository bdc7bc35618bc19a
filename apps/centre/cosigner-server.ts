/**
 * A cosigner over HTTP: two things to ask for, and a folder of its own.
 *
 *     POST /add-checkpoint                            C2SP tlog-witness: 200, 400, 403, 404, 409, 413, 422
 *     GET  /<sha256 of the origin, hex>/checkpoint    the last checkpoint it cosigned of that log
 *
 * Everything is capped: bytes of a request, seconds it may take, connections at once. An error of our own is 500 and
 * says no more; after a failed exchange the state is read again, as nobody knows what it is.
 * Spec: spec/log-operation.md, section 4.
 * @module
 */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import { lockFile, openDatabase } from "@triplicate/adapters/sqlite.ts";
import { cosignedPath, MAX_REQUEST_BYTES } from "@triplicate/core/log/add-checkpoint.ts";
import type { NoteKey } from "@triplicate/core/note/key.ts";
import type { Signer, VerifyEd25519 } from "@triplicate/core/note/note.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Cosigner, type CosignerEvent, createCosigner } from "./cosigner.ts";
import { createEvidenceFolder } from "./cosigner-evidence.ts";
import { openCosignerState } from "./cosigner-state.ts";

export type CosignerOptions = {
  readonly logs: readonly NoteKey[];
  /** Its key is of the type for cosignatures. */
  readonly signer: Signer;
  /** Where it keeps what it signed; made if its parent is there. Nobody else's. */
  readonly data: string;
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly verify?: VerifyEd25519;
  readonly clock?: Clock;
  readonly onEvent?: (event: CosignerEvent | { readonly kind: "failed"; readonly error: unknown }) => void;
};

export type RunningCosigner = {
  /** Submission and monitoring prefix. */
  readonly url: string;
  /** Answers what was asked, takes no more, and lets go of its folder. */
  stop(): Promise<void>;
};

export type CosignerError = { readonly code: "cosigner-in-use" | "cosigner-address-taken" };

const MAX_CONNECTIONS = 256;
const REQUEST_MILLISECONDS = 10_000;

export async function startCosigner(
  options: CosignerOptions,
): Promise<Result<RunningCosigner, CosignerError>> {
  const { data, host, port } = options;
  if (!existsSync(data)) mkdirSync(data);
  const lock = lockFile(join(data, ".cosigner.lock"));
  if (lock === null) return err({ code: "cosigner-in-use" });
  const database = openDatabase(join(data, "cosigner.sqlite"));
  const close = (): void => {
    database.close();
    lock.release();
  };
  const evidence = join(data, "evidence");
  const kept = existsSync(evidence) ? readdirSync(evidence).filter((name) => name.endsWith(".request")) : [];
  const { verify = verifyEd25519, clock = systemClock, onEvent = () => {} } = options;
  const cosigner = createCosigner({
    ...{ logs: options.logs, signer: options.signer, verify, clock, onEvent },
    state: openCosignerState(database),
    keepEvidence: createEvidenceFolder(evidence, kept.length),
  });
  const origins = new Map(options.logs.map(({ name }) => [`/${cosignedPath(name)}`, name]));
  const server = createServer({
    requestTimeout: REQUEST_MILLISECONDS,
    headersTimeout: REQUEST_MILLISECONDS,
    // Node looks every half minute otherwise, and slow senders would hold every connection that long.
    connectionsCheckingInterval: 1000,
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on("request", (request, response) => {
    answer(request, response, cosigner, origins).catch((error: unknown) => {
      onEvent({ kind: "failed", error });
      if (response.headersSent) response.destroy();
      else send(response, 500, "text/plain; charset=utf-8", "internal error\n");
    });
  });
  if (!(await listen(server, host, port))) {
    close();
    return err({ code: "cosigner-address-taken" });
  }
  return ok({ url: urlOf(server), stop: () => stop(server).finally(close) });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  cosigner: Cosigner,
  origins: ReadonlyMap<string, string>,
): Promise<void> {
  const text = "text/plain; charset=utf-8";
  const path = (request.url ?? "").split("?")[0]!;
  const origin = origins.get(path);
  if (path === "/add-checkpoint") {
    if (request.method !== "POST") return send(response, 405, text, "", { allow: "POST" });
    const body = await readBody(request);
    // Nobody is left to answer.
    if (body === "cut-short") return void response.destroy();
    // What is left of it is not read; the connection cannot go on.
    if (body === "too-long") return send(response, 413, text, "", { connection: "close" });
    const { status, mediaType, body: reply } = await cosigner.addCheckpoint(body);
    return send(response, status, mediaType, reply);
  }
  if (request.method !== "GET" && request.method !== "HEAD")
    return send(response, 405, text, "", { allow: "GET, HEAD" });
  const note = origin === undefined ? null : cosigner.cosigned(origin);
  if (note === null) return send(response, 404, text, "");
  send(response, 200, text, note, { "cache-control": "no-cache" });
}

function readBody(request: IncomingMessage): Promise<Uint8Array | "too-long" | "cut-short"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_REQUEST_BYTES) chunks.push(chunk);
      else {
        // Not destroyed: the refusal has to get through first.
        request.pause();
        resolve("too-long");
      }
    });
    request.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
    request.on("error", () => resolve("cut-short"));
    request.on("close", () => resolve("cut-short"));
  });
}

function send(
  response: ServerResponse,
  status: number,
  mediaType: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  const length = String(typeof body === "string" ? Buffer.byteLength(body) : body.length);
  response.writeHead(status, { "content-type": mediaType, "content-length": length, ...headers });
  response.end(body);
}

/** False if the address is somebody's already. */
function listen(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    );
    server.listen({ host, port }, () => resolve(true));
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
