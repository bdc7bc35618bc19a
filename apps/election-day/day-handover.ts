/**
 * Where a witness's telephone hands its answer to the machine on the same computer, since nobody can hold a window before a camera.
 *
 * In life the machine scans the telephone's code and has no such door: this one belongs to the demonstration. What comes through it is
 * judged by the machine like anything that is scanned.
 * @module
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MAX_LINE_LENGTH } from "@triplicate/core/statement/one-line.ts";
import type { RunningMachine } from "@triplicate/machine/machine.ts";

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost):[0-9]+$/;

export type Handover = { readonly url: string; close(): Promise<void> };

export async function startHandover(machine: RunningMachine): Promise<Handover> {
  const server = createServer(async (request, response) => {
    // The telephone's page comes from a party's server on this computer; a page from elsewhere has nothing to hand over.
    const { origin, host = "" } = request.headers;
    const isOurs = LOOPBACK.test(`http://${host}`) && (origin === undefined || LOOPBACK.test(origin));
    const headers = {
      ...(isOurs && origin !== undefined ? { "access-control-allow-origin": origin } : {}),
      vary: "origin",
      "content-type": "application/json",
      "cache-control": "no-store",
    };
    const say = (status: number, body: object = {}) =>
      response.writeHead(status, headers).end(JSON.stringify(body));
    try {
      if (!isOurs) return say(403);
      if (request.method !== "POST") return say(405);
      let text = "";
      for await (const part of request) {
        text += String(part);
        if (text.length > MAX_LINE_LENGTH + 2) return say(413);
      }
      const answer = await machine.act({ do: "witness-answer", answer: text.trim() });
      return say(answer.ok ? 200 : 422, answer.ok ? {} : { rule: answer.refused.rule });
    } catch {
      return say(500);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
