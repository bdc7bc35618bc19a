/**
 * POST /actas and /photos: the routes that write. GET /actas: what is kept, for whoever counts it anew.
 *
 *     text/plain     a note, or texts of codes, one a line
 *     image/*        a picture of codes: read on threads of its own, then kept beside its actas, or for people
 *
 * A full house is seen before a body is read. Spec: spec/collecting.md, sections 2, 3 and 7.
 * @module
 */
import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { withoutTraces } from "@triplicate/adapters/picture-privacy.ts";
import type { PictureReader } from "@triplicate/adapters/picture-reader.ts";
import { decodeHex, decodeUtf8, encodeBase64, encodeHex } from "@triplicate/core/bytes.ts";
import { MAX_NOTE_BYTES, parseNote } from "@triplicate/core/note/note.ts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  isLater,
  type PictureCode,
  pictureRefusal,
  refusalOf,
  sendCode,
  sendRefusal,
  sendTaken,
  takeRefusal,
} from "./answers.ts";
import type { Collected } from "./collected.ts";
import type { Intake, Taken } from "./intake.ts";
import { createGate, type Gate, receive } from "./receive.ts";
import { takeTexts } from "./symbols.ts";

export type ActaRoutesOptions = {
  readonly intake: Intake;
  readonly collected: Collected;
  readonly reader: PictureReader;
  readonly isOpen: () => boolean;
  readonly actasAtOnce: number;
  readonly picturesAtOnce: number;
};

export const PICTURE_TYPES = ["image/jpeg", "image/png", "image/webp"] as const;
/** The best telephone’s picture of a page. */
export const MAX_PICTURE_BYTES = 16 * 1024 * 1024;
/** Every code of a station with a hundred contests. */
export const MAX_TEXT_BYTES = 1024 * 1024;

export function actaRoutes(app: FastifyInstance, options: ActaRoutesOptions): void {
  const gates = {
    text: createGate(options.actasAtOnce),
    picture: createGate(options.picturesAtOnce),
  };
  app.addContentTypeParser(
    "text/plain",
    { parseAs: "buffer", bodyLimit: MAX_TEXT_BYTES },
    (_request, body, done) => done(null, body),
  );
  // A picture goes to a file as it comes.
  app.addContentTypeParser([...PICTURE_TYPES], (_request, payload, done) => done(null, payload));
  const onRequest = admission(gates, options);
  app.post("/actas", { onRequest }, (request, reply) =>
    request.body instanceof Readable
      ? takePicture(request.body, reply, options)
      : takeText(bodyOf(request), reply, options),
  );
  app.post("/photos", { onRequest }, (request, reply) => takePhoto(request, reply, options));
  app.get("/actas", (_request, reply) =>
    reply
      .header("content-type", "application/x-ndjson; charset=utf-8")
      .header("cache-control", "no-store")
      .send(Readable.from(listed(options.collected))),
  );
  app.get<{ Params: { digest: string } }>("/actas/:digest", (request, reply) => {
    const digest = digestOf(request.params.digest);
    const acta = digest === null ? null : options.collected.acta(digest);
    if (acta === null) return sendCode(reply, "not-found");
    return reply.header("content-type", "text/plain; charset=utf-8").send(Buffer.from(acta.note));
  });
}

function* listed(collected: Collected): Generator<string> {
  for (const { digest, station, contest, note } of collected.all())
    yield `${JSON.stringify({ station, contest, acta: encodeHex(digest), note: encodeBase64(note) })}\n`;
}

const isPictureType = (type = ""): boolean => type.startsWith("image/");

/** Says “later” before anything is read, and counts who is inside until the answer is sent or the connection ends. */
const admission =
  ({ text, picture }: { text: Gate; picture: Gate }, { isOpen }: ActaRoutesOptions) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (!isOpen()) return sendCode(reply, "stopping");
    const leave = (isPictureType(request.headers["content-type"]) ? picture : text).enter(request.ip);
    if (leave === null) return sendCode(reply, "overloaded");
    reply.raw.once("close", leave);
    return undefined;
  };

const bodyOf = ({ body }: FastifyRequest): Uint8Array =>
  body instanceof Uint8Array ? new Uint8Array(body) : new Uint8Array();

const digestOf = (text: string): Uint8Array | null => (/^[0-9a-f]{64}$/.test(text) ? decodeHex(text) : null);

async function takeText(
  bytes: Uint8Array,
  reply: FastifyReply,
  { intake, collected }: ActaRoutesOptions,
): Promise<FastifyReply> {
  const text = decodeUtf8(bytes);
  // A code's text is no note, and a note no code's text.
  if (text?.trimStart().startsWith("ACTA/1 ") && !parseNote(bytes).ok) {
    const lines = text.split(/[\r\n]+/).map((line) => line.trim());
    const { taken, refused } = await takeTexts(
      lines.filter((line) => line !== ""),
      intake,
      collected,
    );
    const later = refused.find(isLater);
    if (later !== undefined) return sendRefusal(reply, later);
    if (taken.length > 0) return sendTaken(reply, taken, refused);
    return sendRefusal(reply, refused[0]!, refused.slice(1));
  }
  if (bytes.length > MAX_NOTE_BYTES) return sendCode(reply, "body-too-large");
  const answer = await intake.take(bytes);
  if (!answer.ok) return sendRefusal(reply, takeRefusal(answer.error));
  return sendTaken(reply, [answer.value], []);
}

/** A place for a body, which is gone when `use` is done with it. */
async function withFile<T>(collected: Collected, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(collected.incoming, randomBytes(16).toString("hex"));
  try {
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

const takePicture = (
  body: Readable,
  reply: FastifyReply,
  options: ActaRoutesOptions,
): Promise<FastifyReply> =>
  withFile(options.collected, async (path) => {
    const { intake, collected, reader } = options;
    if (!(await receive(body, path, MAX_PICTURE_BYTES))) return sendTooLarge(reply);
    const reading = reader.read(path, "acta");
    if (reading === null) return sendCode(reply, "overloaded");
    const read = await reading;
    const failure: PictureCode | null = read.is === "read" ? read.image.failure : "picture-slow";
    const { taken, refused } =
      read.is === "read" && failure === null
        ? await takeTexts(read.image.texts, intake, collected)
        : { taken: [], refused: [pictureRefusal(failure ?? "no-code")] };
    const later = refused.find(isLater);
    if (later !== undefined) return sendRefusal(reply, later);
    const bytes = new Uint8Array(await readFile(path));
    if (taken.length === 0) {
      const [first, ...more] = refused;
      const kept = bytes.length === 0 ? null : await collected.pictures.keep(bytes, { why: first!.code });
      const isKept = kept !== null && (kept.is === "kept" || kept.is === "known");
      return sendRefusal(reply, { ...first!, detail: { ...first!.detail, kept: isKept ? 1 : 0 } }, more);
    }
    await keepBeside(bytes, taken, collected);
    return sendTaken(reply, taken, refused);
  });

/** The acta is what counts; where there is no room for its picture it is taken without. */
async function keepBeside(bytes: Uint8Array, taken: readonly Taken[], collected: Collected): Promise<void> {
  for (const { digest } of taken) await collected.pictures.keep(bytes, { acta: digest });
}

function sendTooLarge(reply: FastifyReply): FastifyReply {
  // What is left of the body nobody reads.
  reply.header("connection", "close");
  return sendCode(reply, "body-too-large");
}

async function takePhoto(
  request: FastifyRequest,
  reply: FastifyReply,
  { collected }: ActaRoutesOptions,
): Promise<FastifyReply> {
  const { acta } = request.query as { acta?: unknown };
  const digest = typeof acta === "string" ? digestOf(acta) : null;
  const { body } = request;
  if (digest === null) return sendCode(reply, "bad-request");
  if (!(body instanceof Readable)) return sendCode(reply, "media-type");
  if (collected.acta(digest) === null) return sendCode(reply, "acta-first");
  return withFile(collected, async (path) => {
    if (!(await receive(body, path, MAX_PICTURE_BYTES))) return sendTooLarge(reply);
    const bytes = new Uint8Array(await readFile(path));
    if (bytes.length === 0) return sendRefusal(reply, pictureRefusal("empty-file"));
    // Looked at by people, and only kept if it is what it says: nothing of ours decodes it.
    if (withoutTraces(bytes) === null) return sendRefusal(reply, pictureRefusal("not-an-image"));
    const kept = await collected.pictures.keep(bytes, { acta: digest });
    switch (kept.is) {
      case "kept":
      case "known":
        return reply.code(kept.is === "kept" ? 201 : 200).send({ outcome: kept.is });
      case "enough":
        return sendRefusal(reply, refusalOf("enough-pictures"));
      case "full":
        return sendRefusal(reply, refusalOf("pictures-full"));
    }
  });
}
