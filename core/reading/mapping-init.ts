/**
 * A first mapping and election for a published file: everything it could guess, every guess with a question.
 *
 * The two texts fit one another and pass validation as they are, so a person starts from something that runs and
 * corrects it. Nothing here decides anything: a mapping counts only after its author has read it.
 * @module
 */
import type { LocalizedText } from "../text.ts";
import { ReadingStopped } from "./finding.ts";
import { officesSeen } from "./mapping-init-bu.ts";
import { type Guess, guessColumns, plainWords } from "./mapping-init-guess.ts";
import { beginningOfReport } from "./mapping-init-nist.ts";
import { lookAt, type Sample, type SampleColumn } from "./mapping-init-sample.ts";
import { type Draft, type Member, member, members, writeDraft } from "./mapping-init-text.ts";
import type { NistContest } from "./nist-report.ts";
import { QR_2024_LINES } from "./qr-2024.ts";

export type FirstMapping = { readonly mapping: string; readonly election: string };

/** One line of the ballot as the file has it. */
type DraftOption = { readonly id: string; readonly name: string; readonly columns: readonly string[] };

const CONTEST = "contest-1";
const RESERVED = ["blank", "null", "valid", "ballots", "registered", "spoiled", "others"];

/** `bytes` is the beginning of the file. Throws ReadingStopped for what no mapping can read. */
export function firstMapping(bytes: Uint8Array, name: string): FirstMapping {
  const sample = lookAt(bytes, name);
  switch (sample.type) {
    case "csv":
    case "json-lines":
      return fromColumns(sample, name);
    case "qr-2024":
      return fromQr(name);
    case "bu-br-2024":
      return fromBulletins(sample.lines, name);
    case "nist-1500-100":
      return fromNist(sample.text, name);
  }
}

const say = (es: string, en: string): LocalizedText => ({ es, en });

function fromColumns(sample: Extract<Sample, { columns: unknown }>, name: string): FirstMapping {
  const guess = guessColumns(sample.columns);
  if (guess.options.length === 0) {
    throw new ReadingStopped({
      code: "not-this-format",
      source: name,
      line: 1,
      column: 1,
      detail: { expected: "columns-of-votes" },
    });
  }
  const options = withIds(guess.options.map((column) => ({ name: column, columns: [column] })));
  const file = sample.type === "csv" ? csvFile(sample) : member("file", members(member("type", sample.type)));
  const rest = [
    stationMember(guess),
    guess.place.length === 0 ? null : member("place", columnsOf(guess.place)),
    guess.region.length === 0
      ? null
      : member(
          "region",
          columnsOf(guess.region),
          say("¿Por qué zona se mostrará la cobertura?", "By which area is coverage to be shown?"),
        ),
    sourceMember("registered", guess.registered, REGISTERED),
    stationsInRowMember(guess),
    contestsMember(guess, options),
    numbersMember(guess),
  ];
  return {
    mapping: mappingText(name, [file, ...rest], columnNotes(sample.columns, guess.rows)),
    election: electionText(name, options),
  };
}

const REGISTERED = say(
  "¿Son los electores inscritos de la mesa, y no los que votaron?",
  "Are these the station's registered voters, not those who voted?",
);

function csvFile(sample: Extract<Sample, { type: "csv" }>): Member {
  const questions =
    sample.odd === 0
      ? []
      : [
          say(
            `${sample.odd} filas de la muestra no tienen tantos campos como el encabezado. ¿Es el separador correcto?`,
            `${sample.odd} rows of the sample do not have as many fields as the header. Is the delimiter right?`,
          ),
        ];
  const value = members(
    member("type", "csv"),
    member("delimiter", sample.delimiter),
    member("encoding", sample.encoding),
  );
  return member("file", value, ...questions);
}

const columnsOf = (columns: readonly string[]): Draft => members(member("columns", columns));

function stationMember(guess: Guess): Member {
  const unique = guess.unique
    ? say(
        `Estas columnas distinguen las ${guess.rows} filas de la muestra. ¿Identifican la mesa en todo el país?`,
        `These columns tell the ${guess.rows} sampled rows apart. Do they identify a station in the whole country?`,
      )
    : say(
        "Ninguna combinación de columnas distingue todas las filas de la muestra. ¿Qué identifica a una mesa?",
        "No combination of columns tells all sampled rows apart. What identifies a station?",
      );
  const zeros = say(
    '¿Ha perdido un código sus ceros a la izquierda? Entonces, por ejemplo: "pad": [9, 2].',
    'Has a code lost its leading zeros? Then, for example: "pad": [9, 2].',
  );
  return member("station", columnsOf(guess.station), unique, zeros);
}

function sourceMember(
  name: string,
  column: string | null,
  ...questions: readonly LocalizedText[]
): Member | null {
  return column === null ? null : member(name, [column], ...questions);
}

function stationsInRowMember({ stationsInRow }: Guess): Member | null {
  if (stationsInRow === null) return null;
  const question = say(
    "¿Dice esta columna cuántas mesas contiene la fila? Con más de una, la fila es el total de un centro.",
    "Does this column say how many stations the row holds? With more than one, the row is a place's total.",
  );
  return member("stationsInRow", stationsInRow, question);
}

function contestsMember(guess: Guess, options: readonly DraftOption[]): Member {
  const sums =
    guess.addsUp === null
      ? say(
          "¿Son estas columnas, y solo estas, los votos de las opciones?",
          "Are these columns, and only these, the votes of the options?",
        )
      : say(
          `Estas columnas suman «${guess.valid}» en ${guess.addsUp.rows} de ${guess.addsUp.of} filas. ¿Son las opciones?`,
          `These columns add up to “${guess.valid}” in ${guess.addsUp.rows} of ${guess.addsUp.of} rows. Are they the options?`,
        );
  const several = say(
    'Varias columnas de un mismo candidato se suman así: "ana": ["ROJO", "AZUL"].',
    'Several columns of one candidate are added like this: "ana": ["RED", "BLUE"].',
  );
  const ballots = say(
    "¿Son todos los votos emitidos: válidos, blancos y nulos?",
    "Are these all ballots cast: valid, blank and null?",
  );
  const contest = members(
    member("options", members(...options.map(({ id, columns }) => member(id, columns))), sums, several),
    sourceMember("blank", guess.blank),
    sourceMember("null", guess.nulls),
    sourceMember("valid", guess.valid),
    sourceMember("ballots", guess.ballots, ballots),
  );
  return member("contests", members(member(CONTEST, contest)));
}

function numbersMember(guess: Guess): Member | null {
  const grouped = guess.grouped ?? "";
  const separator = /[^0-9]/.exec(grouped)?.[0] ?? "";
  const questions = [
    ...(guess.decimals
      ? [say("Hay números como 258.0. ¿Son enteros?", "There are numbers like 258.0. Are they whole?")]
      : []),
    ...(grouped === ""
      ? []
      : [
          say(
            `¿«${grouped}» es ${grouped.replace(separator, "")}? Entonces añada "thousands": ${JSON.stringify(separator)}.`,
            `Is “${grouped}” ${grouped.replace(separator, "")}? Then add "thousands": ${JSON.stringify(separator)}.`,
          ),
        ]),
  ];
  if (questions.length === 0) return null;
  return member("numbers", members(guess.decimals ? member("zeroDecimals", true) : null), ...questions);
}

function fromQr(name: string): FirstMapping {
  const options = Array.from({ length: QR_2024_LINES }, (_, i) => {
    const line = String(i + 1);
    return { id: `line-${line}`, name: `Tarjeta ${line}`, columns: [line] };
  });
  const sums = say(
    'Las 38 tarjetas en el orden de la boleta. Las de un mismo candidato se suman: "ana": ["1", "2"].',
    'The 38 party lines in the order of the ballot. Those of one candidate are added: "ana": ["1", "2"].',
  );
  const contest = members(
    member("options", members(...options.map(({ id, columns }) => member(id, columns))), sums),
    member("blank", ["blank"]),
    member("null", ["null"]),
  );
  const station = members(
    member("columns", ["centre", "station"]),
    member("pad", [9, 2]),
    member("join", "."),
  );
  const all = [
    member("file", members(member("type", "qr-2024"))),
    member("station", station),
    member("place", columnsOf(["centre"])),
    member("contests", members(member(CONTEST, contest))),
  ];
  return { mapping: mappingText(name, all, []), election: electionText(name, options) };
}

function fromBulletins(lines: readonly string[], name: string): FirstMapping {
  const offices = officesSeen(lines);
  const [first] = offices;
  if (first === undefined) {
    throw new ReadingStopped({ code: "no-rows", source: name, line: 1, column: 1, detail: {} });
  }
  const { office } = first;
  const options = withIds(
    first.columns.map((column) => ({ name: column.split(".")[1]!, columns: [column] })),
  );
  const seen = offices.map((other) => other.office).join(", ");
  const which = say(
    `Cargos vistos: ${seen}. ¿Es ${office} el que busca? Solo se ven quienes tuvieron votos: ¿falta alguien?`,
    `Offices seen: ${seen}. Is ${office} the one you want? Only those with votes are seen: is anybody missing?`,
  );
  const keys = say(
    'Para verificar firmas, la clave de cada estado: "keys": { "20240507/LEG/O/AC": "64 dígitos hexadecimales" }.',
    'To verify signatures, the key of each state: "keys": { "20240507/LEG/O/AC": "64 hexadecimal digits" }.',
  );
  const contest = members(
    member("options", members(...options.map(({ id, columns }) => member(id, columns))), which),
    member("blank", [`${office}.BRAN`]),
    member("null", [`${office}.NULO`]),
    member("ballots", [`${office}.TOTC`]),
  );
  const all = [
    member("file", members(member("type", "bu-br-2024")), keys),
    member("station", columnsOf(["UNFE", "MUNI", "ZONA", "SECA"])),
    member("place", columnsOf(["MUNI", "ZONA", "LOCA"])),
    member("region", columnsOf(["UNFE"])),
    member("registered", ["APTO"]),
    member("contests", members(member(CONTEST, contest))),
  ];
  return { mapping: mappingText(name, all, []), election: electionText(name, options) };
}

function fromNist(text: string, name: string): FirstMapping {
  const report = beginningOfReport(text);
  // The cut may go through a selection and leave it without an id.
  const idsOf = ({ selections }: NistContest) => [...new Set(selections.map(({ id }) => id))].filter(Boolean);
  const contest = report?.contests.find((one) => one.id !== "" && idsOf(one).length > 0);
  if (report === null || contest === undefined) {
    throw new ReadingStopped({
      code: "not-this-format",
      source: name,
      detail: { expected: "nist-1500-100" },
    });
  }
  const options = withIds(idsOf(contest).map((id) => ({ name: id, columns: [id] })));
  const which = say(
    `Competencias vistas: ${report.contests.map(({ id }) => id).join(", ")}. ¿Es esta la que busca?`,
    `Contests seen: ${report.contests.map(({ id }) => id).join(", ")}. Is this the one you want?`,
  );
  const types = [...new Set(report.units.map(({ type }) => type))].join(", ");
  const units = say(
    `¿Qué unidades son mesas? Tipos vistos: ${types || "ninguno todavía"}.`,
    `Which units are stations? Types seen: ${types || "none yet"}.`,
  );
  const own = members(
    member("foreign", contest.id, which),
    member("options", members(...options.map(({ id, columns }) => member(id, columns)))),
  );
  const all = [
    member("file", members(member("type", "nist-1500-100"), member("units", ["precinct"])), units),
    member(
      "station",
      columnsOf(["@id"]),
      say(
        '¿Hay un código mejor: "ExternalIdentifier:local-level"?',
        'Is there a better code: "ExternalIdentifier:local-level"?',
      ),
    ),
    member("place", columnsOf(["Name"])),
    member("contests", members(member(CONTEST, own))),
  ];
  return { mapping: mappingText(name, all, []), election: electionText(name, options) };
}

/** Ids made of the names: ASCII, in lower case, each once, none that a count's own fields have. */
function withIds(options: readonly Omit<DraftOption, "id">[]): DraftOption[] {
  const used = new Set(RESERVED);
  return options.map((option, i) => {
    const slug = plainWords(option.name)
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 48);
    let id = slug === "" ? `option-${i + 1}` : slug;
    for (let n = 2; used.has(id); n += 1) id = `${slug || "option"}-${n}`;
    used.add(id);
    return { id, ...option };
  });
}

function mappingText(name: string, all: readonly (Member | null)[], notes: readonly string[]): string {
  const draft = members(
    member("$schema", "../../spec/mapping.schema.json"),
    member("format", "triplicate/mapping/v1"),
    member(
      "title",
      both(name),
      say("¿Cómo se llama este conteo en un titular?", "What is this count called in a headline?"),
    ),
    member(
      "statement",
      both(name),
      say(
        "¿Qué se publicó, quién, cuándo, y cómo obtuvo usted el archivo?",
        "What was published, by whom, when, and how did you get the file?",
      ),
    ),
    ...all,
  );
  const head = [
    say(
      `Primer borrador para ${name}. Lea cada pregunta y corrija; los comentarios pueden quedarse.`,
      `First draft for ${name}. Read every question and correct it; comments may stay.`,
    ),
  ];
  return writeDraft(draft, head, notes);
}

function electionText(name: string, options: readonly DraftOption[]): string {
  const stem = plainWords(name.replace(/\.[^.]*$/, ""))
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const named = (option: DraftOption) => cleanName(option.name);
  const candidates = options.map((option) => members(member("id", option.id), member("name", named(option))));
  const lines = options.map((option) =>
    members(member("id", option.id), member("name", named(option)), member("candidate", option.id)),
  );
  const contest = members(
    member(
      "id",
      CONTEST,
      say(
        "Si cambia este nombre, cámbielo también en el mapa.",
        "If you change this name, change it in the mapping too.",
      ),
    ),
    member("name", both("contest"), say("¿Qué se elige?", "What is being elected?")),
    member("candidates", candidates, say("¿Nombres completos?", "Full names?")),
    member("options", lines, say("¿Varias tarjetas de un candidato?", "Several lines of one candidate?")),
    member(
      "outcome",
      members(member("rule", "plurality")),
      say(
        "¿Gana quien más votos tiene? Otras reglas: vote-for, threshold, first-round, d-hondt (spec/election.md).",
        "Does whoever has most votes win? Other rules: vote-for, threshold, first-round, d-hondt (spec/election.md).",
      ),
    ),
  );
  const draft = members(
    member("$schema", "../../spec/election.schema.json"),
    member("format", "triplicate/election/v1"),
    member("id", stem.slice(0, 48) || "election"),
    member("name", both(name)),
    member("date", "2000-01-01", say("¿Qué día se votó?", "On what day was the vote?")),
    member("contests", [contest]),
  );
  const total = say(
    'Si se sabe cuántas mesas e inscritos hay en total, añada: "expected": { "stations": 0, "registered": 0 }.',
    'If it is known how many stations and registered voters there are, add: "expected": { "stations": 0, "registered": 0 }.',
  );
  return writeDraft(draft, [total], []);
}

/** The same words for both languages until the author has written their own. */
const both = (name: string): Draft => members(member("es", cleanName(name)), member("en", cleanName(name)));

/** A name an election accepts: no control or invisible characters, no space at either end (spec/election.md, 3.6). */
const cleanName = (name: string): string =>
  name
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .slice(0, 200)
    .trim() || "?";

/** Every column with three different values, so that the author sees what is in the file. */
function columnNotes(columns: readonly SampleColumn[], rows: number): string[] {
  const notes = columns.map(({ name, values }) => {
    const different = [...new Set(values.filter((value) => value !== ""))].slice(0, 3);
    return `  ${name}: ${different.map((value) => value.slice(0, 40)).join(" · ")}`;
  });
  return ["", `Columnas, y valores de ${rows} filas · Columns, and values of ${rows} rows`, ...notes];
}
