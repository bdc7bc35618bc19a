/**
 * A union's election as its secretary keeps it: tables for a spreadsheet, and a key file for each of the authority.
 * @module
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { publicKeyOf } from "@triplicate/adapters/ed25519-node.ts";
import { writeKeyFile } from "@triplicate/adapters/key-file.ts";
import { encodeBase64 } from "@triplicate/core/bytes.ts";
import { createNoteKey, type NoteKey, printVerifierKey, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";

export const ELECTION = "sutrabor-2026";
export const AUTHORITIES = ["alba", "bruno", "celia"] as const;
export const PASSPHRASE = "correcto caballo pila grapa";

export const seedOf = (name: string): Uint8Array =>
  new Uint8Array(createHash("sha256").update(`a key for tests: ${name}`).digest());

export function keyNamed(name: string, type: NoteKey["type"] = SIGNATURE_TYPE.ed25519): NoteKey {
  return createNoteKey(name, type, publicKeyOf(seedOf(name)));
}

export const vkey = (name: string, type?: NoteKey["type"]): string => printVerifierKey(keyNamed(name, type));
const ours = (rest: string): string => vkey(`${ELECTION}/${rest}`);
const base64 = (rest: string): string => encodeBase64(keyNamed(`${ELECTION}/${rest}`).publicKey);

export type Tables = Record<
  "contests" | "options" | "places" | "stations" | "spares" | "witnesses" | "counters",
  string
>;

const STATIONS = ["01.1,01,450", "01.2,01,450", "02.1,02,400", "03.1,03,380", "03.2,03,320"];
const idOf = (row: string): string => row.split(",")[0]!;

/** Names of columns, then rows; keys in both of their forms. */
export const TABLES: Tables = {
  contests:
    "contest,name_es,name_en,rule,seats,threshold,majority,floor,lead\n" +
    "secretary,Secretaría general,General secretary,first-round,,,1/2,2/5,1/10\n" +
    "board,Junta directiva,Board,d-hondt,7,5/100,,,\n",
  options:
    "contest,option,name,party,candidate,candidate_name\n" +
    "secretary,unidad,Ana Rojas – Unidad,Unidad,ana-rojas,Ana Rojas\n" +
    'secretary,renovar,"Ana Rojas – Renovar",Renovar,ana-rojas,\n' +
    "secretary,marta-diaz,Marta Díaz,,,\n" +
    "board,lista-unidad,Unidad,Unidad,,\n" +
    "board,lista-base,La Base,La Base,,\n",
  places:
    "place;name;region\n" +
    '01;"Sede central; al fondo";Norte\n' +
    "02;Escuela técnica;Norte\r\n" +
    "03;Casa del puerto;\n",
  stations: `station,place,registered,key\n${STATIONS.map((row) => `${row},${ours(`machine/${idOf(row)}`)}`).join("\n")}\n`,
  spares: `spare,scope,key\nnorte/1,region/Norte,${ours("spare/norte/1")}\nall,election,${base64("spare/all")}\n`,
  witnesses: `witness,party,scope,key\n${STATIONS.flatMap((row) =>
    ["Unidad", "Base"].map((party) => {
      const id = `${party}/${idOf(row)}`;
      return `${id},${party},station/${idOf(row)},${base64(`witness/${id}`)}`;
    }),
  ).join("\n")}\nong/1,ong,region/Norte,${base64("witness/ong/1")}`,
  counters: `counter,party,scope,key\nU/1,Unidad,election,${ours("counter/U/1")}\nB/1,Base,place/03,${ours("counter/B/1")}\n`,
};

/** Writes the tables and answers with the arguments of `election new`, but --out. */
export function newArguments(folder: string, tables: Tables = TABLES): string[] {
  const args = ["election", "new", "--id", ELECTION, "--date", "2026-05-16"];
  args.push("--name-es", "Elecciones Sutrabor 2026", "--name-en", "Sutrabor elections 2026");
  for (const [name, text] of Object.entries(tables)) {
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, text);
    args.push(`--${name}`, file);
  }
  const cosigners = [
    `Unidad=${vkey("unidad.example/cosigner", SIGNATURE_TYPE.cosignature)}`,
    `Base=${vkey("base.example/cosigner", SIGNATURE_TYPE.cosignature)}@https://base.example/c`,
  ];
  args.push("--log", vkey("log.example/sutrabor-2026"), "--centre", ours("centre/oficina"));
  for (const text of cosigners) args.push("--cosigner", text);
  for (const id of AUTHORITIES) args.push("--authority", ours(`authority/${id}`));
  return args;
}

/** A key file of that name, and a file with its passphrase, cheap to open since nothing depends on it. */
export async function writeTestKey(
  folder: string,
  name: string,
): Promise<{ key: string; passphrase: string }> {
  const file = name.replaceAll("/", "-");
  const paths = { key: join(folder, `${file}.key`), passphrase: join(folder, `${file}.pass`) };
  const written = await writeKeyFile(paths.key, keyNamed(name), seedOf(name), PASSPHRASE, { workFactor: 1 });
  if (!written.ok) throw new Error(written.error.code);
  writeFileSync(paths.passphrase, `${PASSPHRASE}\n`);
  return paths;
}
