/**
 * What the pages' script needs of the server: itself, and the kit of a station with every proof in it.
 *
 * A kit is what a witness's telephone gets too: nobody signs it and nobody needs to, since whatever it says is proved by the election note.
 * Spec: spec/witness-app.md, section 3; spec/transmission.md, clause 9.9.
 * @module
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type ElectionPackage, packageFolder } from "@triplicate/adapters/election-package.ts";
import { type KitLines, openKitLines } from "@triplicate/adapters/kit-lines.ts";
import { bundleForBrowser, type WebFile } from "@triplicate/adapters/web-bundle.ts";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { PACKAGE_FILES } from "@triplicate/core/election/election-package.ts";
import { answerCode } from "./refusal.ts";
import { send } from "./routes-submissions.ts";
import { body, Refusal } from "./schemas.ts";

export type Site = {
  /** Address of the script. */
  readonly script: string;
  readonly files: ReadonlyMap<string, WebFile>;
  /** JSON; null for a station that the roster lacks. */
  readonly kit: (station: string) => string | null;
};

/** Bundles the script and prepares the proofs; a third of a second, and a pass over the roster. */
export async function openSite(electionFolder: string, election: ElectionPackage): Promise<Site> {
  const folder = await packageFolder(electionFolder);
  const [bundle, lines, definition, note] = await Promise.all([
    bundleForBrowser(new URL("../centre-screens/main.tsx", import.meta.url), { base: "/site/" }),
    openKitLines(folder, election),
    readFile(join(folder, PACKAGE_FILES.definition)),
    readFile(join(folder, PACKAGE_FILES.note)),
  ]);
  const files = { definition: encodeBase64(definition), electionNote: encodeBase64(note) };
  return { ...bundle, kit: (station) => kitOf(station, lines, files) };
}

function kitOf(
  station: string,
  lines: KitLines,
  files: { readonly definition: string; readonly electionNote: string },
): string | null {
  const proven = lines.linesFor(station);
  if (proven === null) return null;
  return JSON.stringify({
    format: "triplicate/kit/v1",
    station,
    ...files,
    lines: proven,
    // This site is the centre: whoever has the kit asks where it came from.
    centre: null,
    isDemo: false,
  });
}

const FOREVER = "public, max-age=31536000, immutable";

export const siteRoutes: FastifyPluginAsyncTypebox<{ readonly site: Site | null }> = async (
  app,
  { site },
) => {
  if (site === null) return;
  for (const [path, file] of site.files) {
    app.get(path, { schema: { hide: true } }, async (_request, reply) =>
      reply.header("content-type", file.type).header("cache-control", FOREVER).send(file.bytes),
    );
  }
  app.get(
    "/kit/*",
    {
      schema: {
        summary: "A station's kit: election note, definition, and the roster's lines with their proofs",
        response: { 200: body("application/json", "The kit"), 404: Refusal },
      },
    },
    async (request, reply) => {
      const kit = site.kit((request.params as { "*": string })["*"]);
      if (kit === null) return send(reply, answerCode("not-found"));
      return reply
        .header("content-type", "application/json; charset=utf-8")
        .header("cache-control", "public, max-age=60")
        .send(kit as never);
    },
  );
};
