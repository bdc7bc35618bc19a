/**
 * A party's collecting server: it hands out the witness's program and kits, takes kept actas and photographs, and shows what is covered.
 *
 *     POST /actas      a signed note, the texts of its symbols, or a picture of them
 *     POST /photos     a photograph of the paper, with the digest of its acta
 *     GET  /kit  /coverage  /overview  /            kit of a station, numbers, a page for people, the telephone's program
 *
 * Nobody logs in: what is kept is what signatures hold. No address, no name, no time is written down. Spec: spec/collecting.md.
 * @module
 */
import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import rateLimit from "@fastify/rate-limit";
import { createCheckQueue } from "@triplicate/adapters/check-queue.ts";
import { nodeSha256 } from "@triplicate/adapters/ed25519-node.ts";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import { createPictureReader, type PictureReader } from "@triplicate/adapters/picture-reader.ts";
import { createSignaturePool, type SignaturePool } from "@triplicate/adapters/signature-pool.ts";
import { type FileLock, lockFile } from "@triplicate/adapters/sqlite.ts";
import { keyText } from "@triplicate/core/byte-index.ts";
import { decodeHex, decodeUtf8, encodeHex } from "@triplicate/core/bytes.ts";
import type { EntryContext } from "@triplicate/core/count-central/entry.ts";
import { gatherActas } from "@triplicate/core/count-machine/acta-symbol.ts";
import { err, ok, type Result } from "@triplicate/core/result.ts";
import type { Mode } from "@triplicate/core/statement/common.ts";
import type { Language } from "@triplicate/core/text.ts";
import { translator } from "@triplicate/ui/messages.ts";
import { witnessFiles } from "@triplicate/witness/files.ts";
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { openCollected } from "./collected.ts";
import { compareWithCentre } from "./compare-centre.ts";
import { createCoverage } from "./coverage.ts";
import { type KitExtras, type MakeKit, openKits } from "./kit-json.ts";
import { overviewPage, overviewPolicy } from "./overview.ts";
import { type Taking, takeActa } from "./take-acta.ts";

export type CollectorOptions = {
  readonly election: ElectionPackage;
  readonly electionFolder: string;
  readonly data: string;
  readonly mode: Mode;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Where the centre answers, for telephones and for the comparison; null for none. */
  readonly centre: string | null;
  /** Whose server it is, as the overview says. */
  readonly party?: string;
  /** How often the centre is asked, in milliseconds; a minute when left out. */
  readonly compareEvery?: number;
  /** A demonstration's: keys and addresses that its telephones are given. */
  readonly demo?: (station: string) => Pick<KitExtras, "demoKey" | "demoMachine">;
  readonly pool?: SignaturePool;
  /** Waiting signatures before "not now" is said. */
  readonly waitingSignatures?: number;
  readonly requestsPerMinute?: number;
};

export type CollectorError = { readonly code: "collector-in-use" | "collector-address-taken" };

export type RunningCollector = {
  readonly url: string;
  /** Asks the centre about everything that was kept, now. */
  compare(): Promise<void>;
  close(): Promise<void>;
};

const MAX_PICTURE = 16 * 1024 * 1024;
const MAX_TEXT = 262_144;
const WAITING_PICTURES = 64;
const COMPARE_EVERY = 60_000;
const REQUEST_MILLISECONDS = 60_000;

type Parts = Taking & {
  readonly options: CollectorOptions;
  readonly pictures: PictureReader;
  readonly kits: MakeKit;
};

export async function startCollector(
  options: CollectorOptions,
): Promise<Result<RunningCollector, CollectorError>> {
  const { election, mode, centre } = options;
  const collected = openCollected(options.data);
  const lock: FileLock | null = lockFile(join(options.data, ".collector.lock"));
  if (lock === null) {
    collected.close();
    return err({ code: "collector-in-use" });
  }
  const pool = options.pool ?? createSignaturePool();
  const pictures = createPictureReader(WAITING_PICTURES);
  const context: EntryContext = { ...election, mode, sha256: nodeSha256 };
  const coverage = createCoverage(election.roster, election.definition.contests.length, collected);
  const checks = createCheckQueue((batch) => pool.verify(batch), options.waitingSignatures ?? 6000);
  const kits = await openKits(options.electionFolder, election, (station) => ({
    centre,
    isDemo: options.demo !== undefined,
    ...options.demo?.(station),
  }));
  const app = await createApp({ context, checks, collected, coverage, options, pictures, kits });
  const comparison = centre === null ? null : compareWithCentre(centre, { context, collected, coverage });
  let comparing: Promise<void> = Promise.resolve();
  const compare = (): Promise<void> => {
    comparing = comparing.then(() => comparison?.round());
    return comparing;
  };
  const timer =
    comparison === null ? null : setInterval(() => void compare(), options.compareEvery ?? COMPARE_EVERY);
  const close = async (): Promise<void> => {
    if (timer !== null) clearInterval(timer);
    comparison?.stop();
    await comparing.catch(() => {});
    await app.close();
    await pictures.close();
    if (options.pool === undefined) await pool.close();
    collected.close();
    lock.release();
  };
  try {
    await app.listen({ host: options.host, port: options.port });
  } catch {
    await close();
    return err({ code: "collector-address-taken" });
  }
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return ok({ url: `http://${host}:${port}/`, compare, close });
}

async function createApp(parts: Parts): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: MAX_PICTURE,
    requestTimeout: REQUEST_MILLISECONDS,
    connectionTimeout: 2 * REQUEST_MILLISECONDS,
    forceCloseConnections: true,
    logController: new LogController({ disableRequestLogging: true }),
    logger: false,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onSend", async (_request, reply) => {
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "no-referrer");
  });
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return reply.code(status).send({ code: status < 500 ? "bad-request" : "internal" });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: "not-found" }));
  await app.register(rateLimit, {
    max: parts.options.requestsPerMinute ?? 6000,
    timeWindow: 60_000,
    cache: 20_000,
  });
  await addProgram(app, parts);
  addIntake(app, parts);
  addReading(app, parts);
  return app;
}

/** The witness's program. What it asks beside this server: the centre, and in a demonstration the machine. */
async function addProgram(app: FastifyInstance, { options }: Parts): Promise<void> {
  const { machine } = demoAddress(options);
  const connect = [options.centre, machine].flatMap((address) =>
    address === null ? [] : [new URL(address).origin],
  );
  for (const [path, file] of await witnessFiles({ connect })) {
    app.get(path, async (_request, reply) => reply.headers(file.headers).send(file.bytes));
  }
}

const demoAddress = ({ demo, election }: CollectorOptions): { readonly machine: string | null } => ({
  machine: demo?.(keyText(election.roster.stations, 0)).demoMachine ?? null,
});

function addIntake(app: FastifyInstance, parts: Parts): void {
  app.post("/actas", async (request, reply) => {
    const body = bodyOf(request);
    const type = request.headers["content-type"] ?? "";
    if (type.startsWith("image/")) return takePicture(body, reply, parts);
    if (body.length > MAX_TEXT) return reply.code(413).send({ code: "body-too-large" });
    const text = decodeUtf8(body) ?? "";
    if (text.startsWith("ACTA/1 ")) return takeTexts(text.trim().split(/\r?\n/), reply, parts);
    return takeNote(body, reply, parts);
  });
  app.post("/photos", async (request, reply) => {
    const { acta = "" } = request.query as { acta?: string };
    const digest = /^[0-9a-f]{64}$/.test(acta) ? decodeHex(acta) : null;
    const body = bodyOf(request);
    // JPEG begins so; anything else is no photograph of ours.
    const isJpeg = body[0] === 0xff && body[1] === 0xd8 && body[2] === 0xff;
    if (digest === null || !isJpeg) return reply.code(400).send({ code: "bad-request" });
    if (parts.collected.acta(digest) === null) return reply.code(409).send({ code: "acta-first" });
    await parts.collected.keepPhoto(digest, body);
    return reply.code(201).send({ outcome: "kept" });
  });
}

const bodyOf = ({ body }: FastifyRequest): Uint8Array =>
  body instanceof Uint8Array ? body : new Uint8Array();

async function takeNote(note: Uint8Array, reply: FastifyReply, parts: Parts): Promise<FastifyReply> {
  const taken = await takeActa(note, parts);
  if (!taken.ok) {
    const { error } = taken;
    if (error.code === "overloaded")
      return reply.code(503).header("retry-after", "2").send({ code: error.code });
    const rule = error.code === "refused" ? error.refusal : { rule: error.code, detail: {} };
    return reply.code(422).send({ code: rule.rule, detail: rule.detail });
  }
  const { outcome, station, contest, digest } = taken.value;
  const { roster, definition } = parts.context;
  return reply.code(outcome === "kept" ? 201 : 200).send({
    outcome,
    station: keyText(roster.stations, station),
    contest: definition.contests[contest]!.id,
    acta: encodeHex(digest),
  });
}

async function takeTexts(texts: readonly string[], reply: FastifyReply, parts: Parts): Promise<FastifyReply> {
  const { actas, faults } = gatherActas(texts.slice(0, 1000));
  const [first] = actas;
  if (first === undefined) {
    const [fault] = faults;
    return reply.code(422).send({ code: fault?.code ?? "symbol-none", detail: fault ?? {} });
  }
  for (const { noteBytes } of actas.slice(1)) await takeActa(noteBytes, parts);
  return takeNote(first.noteBytes, reply, parts);
}

/** One that cannot be read is answered with why, and kept for people to look at. */
async function takePicture(body: Uint8Array, reply: FastifyReply, parts: Parts): Promise<FastifyReply> {
  const { collected, pictures, options } = parts;
  const file = join(collected.incoming, randomBytes(12).toString("hex"));
  await writeFile(file, body);
  try {
    const reading = pictures.read(file, "acta");
    if (reading === null) return reply.code(503).header("retry-after", "5").send({ code: "overloaded" });
    const { texts, failure } = await reading;
    if (failure === null && gatherActas(texts).actas.length > 0) return await takeTexts(texts, reply, parts);
    const fault = failure ?? gatherActas(texts).faults[0]?.code ?? "symbol-none";
    const name = `${randomBytes(12).toString("hex")}.picture`;
    const isKept = collected.keepBad(name, fault);
    if (isKept) await rename(file, join(options.data, "unread", name));
    return reply.code(422).send({ code: fault, detail: { kept: isKept } });
  } finally {
    await rm(file, { force: true });
  }
}

function addReading(app: FastifyInstance, parts: Parts): void {
  const { coverage, collected, context, kits, options } = parts;
  app.get("/kit", async (request, reply) => {
    const { station = "" } = request.query as { station?: string };
    const kit = typeof station === "string" && station.length <= 64 ? kits(station) : null;
    if (kit === null) return reply.code(404).send({ code: "no-station" });
    return reply.header("content-type", "application/json; charset=utf-8").send(JSON.stringify(kit));
  });
  app.get("/coverage", async () => ({
    ...coverage.totals(),
    regions: coverage.regions(),
    centre: options.centre === null ? null : coverage.counts(),
    unread: collected.badCount(),
  }));
  app.get("/overview", async (request, reply) => {
    const { lang } = request.query as { lang?: string };
    const language: Language = lang === "en" || lang === "es" ? lang : preferred(request);
    const page = overviewPage(
      {
        context,
        coverage,
        unread: collected.badCount(),
        party: options.party ?? null,
        hasCentre: options.centre !== null,
      },
      translator(language),
    );
    return reply
      .header("content-type", "text/html; charset=utf-8")
      .header("content-security-policy", overviewPolicy())
      .header("vary", "accept-language")
      .send(page);
  });
}

const preferred = ({ headers }: FastifyRequest): Language =>
  /^\s*en\b/i.test(headers["accept-language"] ?? "") ? "en" : "es";
