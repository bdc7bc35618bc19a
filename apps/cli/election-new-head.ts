/**
 * The keys a new election is given on the command line, as the first lines of its roster.
 *
 *     --log VKEY   --centre VKEY   --cosigner PARTY=VKEY[@URL]   --authority VKEY
 *
 * A verifier key says its own name: the log's and a cosigner's are taken as they are, the others must be names of this
 * election, since a key signs under one name for good.
 * @module
 */
import { isThreshold } from "@triplicate/core/election/election-package.ts";
import { authorityLine, centreLine, cosignerLine, logLine } from "@triplicate/core/election/roster.ts";
import { type NoteKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { shownText } from "./definition-fault.ts";
import { UsageError } from "./io.ts";
import { verifierKeyOf } from "./verifier-key-option.ts";

export type HeadOptions = {
  readonly log: string;
  readonly centre: readonly string[];
  readonly cosigner: readonly string[];
  readonly authority: readonly string[];
  readonly threshold?: string;
  readonly quorum?: string;
};

export type Head = { readonly lines: readonly string[]; readonly threshold: number; readonly quorum: number };

export async function headOf(election: string, options: HeadOptions, t: Translator): Promise<Head> {
  const log = await typedKey(options.log, "--log", SIGNATURE_TYPE.ed25519, t);
  const lines = [logLine(log.name, log.publicKey)];
  for (const text of options.centre) {
    const key = await typedKey(text, "--centre", SIGNATURE_TYPE.ed25519, t);
    lines.push(centreLine(idIn(key, election, "centre", t), key.publicKey));
  }
  for (const text of options.cosigner) lines.push(await cosigner(text, t));
  for (const text of options.authority) {
    const key = await typedKey(text, "--authority", SIGNATURE_TYPE.ed25519, t);
    lines.push(authorityLine(idIn(key, election, "authority", t), key.publicKey));
  }
  const authorities = options.authority.length;
  const cosigners = options.cosigner.length;
  const threshold = numberOf(options.threshold, "--threshold", majorityOf(authorities), t);
  if (!isThreshold(threshold, authorities)) {
    throw new UsageError(t.t("package.fault.bad-threshold", { threshold, authorities }));
  }
  return { lines, threshold, quorum: numberOf(options.quorum, "--quorum", majorityOf(cosigners), t) };
}

/** More than half; of nobody, nobody. */
const majorityOf = (all: number): number => (all === 0 ? 0 : Math.floor(all / 2) + 1);

async function typedKey(
  text: string,
  option: string,
  type: NoteKey["type"],
  t: Translator,
): Promise<NoteKey> {
  const key = await verifierKeyOf(text, option, t);
  if (key.type === type) return key;
  const wanted = type === SIGNATURE_TYPE.cosignature ? "0x04" : "0x01";
  throw new UsageError(t.t("package.option.keyType", { option, name: shownText(key.name), wanted }));
}

function idIn({ name }: NoteKey, election: string, role: "centre" | "authority", t: Translator): string {
  const prefix = `${election}/${role}/`;
  if (name.startsWith(prefix)) return name.slice(prefix.length);
  const values = { option: `--${role}`, name: shownText(name), expected: `${prefix}…` };
  throw new UsageError(t.t("package.option.keyName", values));
}

async function cosigner(text: string, t: Translator): Promise<string> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new UsageError(t.t("package.option.cosigner", { text: shownText(text) }));
  const party = text.slice(0, equals);
  const [, vkey = "", url] = /^(.*?)(?:@(https?:\/\/.*))?$/su.exec(text.slice(equals + 1)) ?? [];
  const key = await typedKey(vkey, "--cosigner", SIGNATURE_TYPE.cosignature, t);
  return cosignerLine(key.name, party, key.publicKey, url);
}

function numberOf(text: string | undefined, option: string, usual: number, t: Translator): number {
  if (text === undefined) return usual;
  if (/^(0|[1-9][0-9]{0,2})$/.test(text)) return Number(text);
  throw new UsageError(t.t("package.option.number", { option, text: shownText(text) }));
}
