/**
 * What an election definition may be at most, and what its identifiers and names are made of.
 * Spec: spec/election.md, sections 3 and 9.
 * @module
 */
export const LIMITS = {
  idLength: 64,
  nameLength: 200,
  remarkLength: 1000,
  fileLength: 200,
  contests: 100,
  candidates: 1000,
  options: 1000,
  /** Where the breaks of the rule grow with the square of the candidates: vote-for, first-round, d-hondt. */
  rankedCandidates: 200,
  seats: 1000,
  /** Largest numerator or denominator: percentages with three decimals; keeps every product an exact integer. */
  fractionTerm: 100_000,
  /** In the definition itself; a larger roster is a file beside it. */
  inlinePlaces: 100_000,
  inlineStations: 100_000,
  rosterPlaces: 5_000_000,
  rosterStations: 5_000_000,
  /** Witnesses, counters and all others with a key that is no machine's. */
  rosterHolders: 20_000_000,
  rosterParties: 1000,
  /** Keys of the authority, of the centre, and of cosigners. */
  rosterAuthorities: 100,
  rosterCosigners: 32,
  urlLength: 500,
  rosterLineBytes: 4096,
  /** Largest value of a cell of a count. */
  registered: 2_147_483_647,
  /** Largest number of registered voters in all: votes are at most 2^32. */
  registeredInAll: 4_294_967_295,
} as const;

/** Visible ASCII that no line format, CSV, URL path or shell gives a meaning of its own (clause 3.1). */
export const ID_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._/:+-]*$";

/** Not empty, no space at either end, no control, line, direction-override or invisible mark (clause 3.6). */
export const NAME_PATTERN =
  "^(?!\\s)[^\\u0000-\\u001f\\u007f-\\u009f\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]+(?<!\\s)$";

/** YYYY-MM-DD; that the day exists is checked apart (clause 4.3). */
export const DATE_PATTERN = "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$";

/** A file beside or below the definition: no drive, no root, no step up (clause 8.1). */
export const FILE_PATTERN = "^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$";

/** A picture of the ballot (clause 5.5): one folder of the package, kinds that every browser draws. */
export const PICTURE_PATTERN = "^pictures/[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(svg|png|jpg|webp)$";
/** SHA-256 in base64 (clause 5.5). */
export const DIGEST_PATTERN = "^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$";

/** Field names that stand beside the options wherever counts are listed (clause 3.4). */
export const RESERVED_OPTION_IDS = ["blank", "null", "valid", "ballots", "registered", "spoiled"] as const;
