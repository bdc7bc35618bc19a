/**
 * What the pages' script needs of the server: itself, and the kit of a station with every proof in it.
 *
 * A kit is what a witness's telephone gets too: nobody signs it and nobody needs to, since whatever it says is proved by the election note.
 * Spec: spec/witness-app.md, section 3; spec/transmission.md, clause 9.9.
 * @module
 */
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import { bundleForBrowser, type WebFile } from "@triplicate/adapters/web-bundle.ts";
import { openKits } from "@triplicate/adapters/witness-kit.ts";
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
  const [bundle, kits] = await Promise.all([
    bundleForBrowser(new URL("../centre-screens/main.tsx", import.meta.url), { base: "/site/" }),
    // This site is the centre: whoever has the kit asks where it came from.
    openKits(electionFolder, election, { centre: null }),
  ]);
  return {
    ...bundle,
    kit(station) {
      const kit = kits.kitFor(station);
      return kit === null ? null : JSON.stringify(kit);
    },
  };
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
