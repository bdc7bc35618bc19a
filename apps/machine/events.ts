/**
 * The stream of views: the first at once, then one for every change, the newest only where several wait.
 * Spec: spec/station.md, clause 9.4.
 * @module
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Engine } from "./engine.ts";

/** A line that says nothing, so that a screen notices when nobody is there any more. */
const BEAT_MILLISECONDS = 10_000;

export function streamViews(
  engine: Pick<Engine, "view" | "onChange">,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined)),
    "content-type": "text/event-stream; charset=utf-8",
  });
  let isDue = true;
  let isWriting = false;
  const flush = (): void => {
    if (!isDue || isWriting || raw.destroyed) return;
    isDue = false;
    isWriting = true;
    raw.write(`event: view\ndata: ${JSON.stringify(engine.view())}\n\n`, () => {
      isWriting = false;
      flush();
    });
  };
  const stopListening = engine.onChange(() => {
    isDue = true;
    // Several changes of one turn are one view.
    setImmediate(flush);
  });
  const beat = setInterval(() => raw.write(": \n\n"), BEAT_MILLISECONDS);
  beat.unref();
  request.raw.socket.setNoDelay(true);
  raw.on("close", () => {
    stopListening();
    clearInterval(beat);
  });
  flush();
  return reply;
}
