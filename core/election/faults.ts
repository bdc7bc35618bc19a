/**
 * What can be wrong with an election definition and its roster: a closed list, each code with the clause it breaks.
 * Spec: spec/election.md.
 * @module
 */

/** Fault code -> clause of spec/election.md. */
export const ELECTION_FAULTS = {
  "wrong-type": "2.3",
  "missing-field": "2.4",
  "unknown-field": "2.5",
  "not-allowed": "2.6",
  "out-of-range": "2.7",
  "too-few": "2.8",
  "too-many": "2.8",
  "too-long": "2.8",
  "bad-text": "2.9",
  "bad-id": "3.1",
  "duplicate-id": "3.3",
  "reserved-id": "3.4",
  "ambiguous-id": "3.5",
  "bad-name": "3.6",
  "missing-language": "3.7",
  "bad-date": "4.3",
  "unknown-candidate": "5.3",
  "candidate-without-option": "5.4",
  "bad-picture": "5.5",
  "fraction-out-of-range": "6.2",
  "floor-above-majority": "6.3",
  "more-seats-than-candidates": "6.4",
  "more-marks-than-candidates": "6.5",
  "too-many-candidates": "6.6",
  "unknown-place": "7.3",
  "expected-stations": "7.5",
  "expected-registered": "7.5",
  "too-many-registered": "7.6",
  "two-rosters": "8.1",
  "bad-file": "8.1",
} as const satisfies Record<string, string>;

export type ElectionFaultCode = keyof typeof ELECTION_FAULTS;

/** Fault code of a roster file -> clause of spec/election.md. */
export const ROSTER_FAULTS = {
  "empty-roster": "8.2",
  "bad-utf8": "8.2",
  "unterminated-line": "8.2",
  "line-too-long": "8.2",
  "bad-json": "8.3",
  "bad-line": "8.3",
  "not-canonical": "8.3",
  "bad-id": "3.1",
  "bad-name": "3.6",
  "out-of-range": "2.7",
  "duplicate-place": "8.4",
  "duplicate-station": "8.4",
  "unknown-place": "8.5",
  "too-many-places": "8.6",
  "too-many-stations": "8.6",
  "too-many-registered": "7.6",
  "expected-stations": "8.7",
  "expected-registered": "8.7",
  "bad-key": "12.3",
  "key-not-canonical": "12.4",
  "key-not-a-point": "12.4",
  "key-small-order": "12.4",
  "key-torsion": "12.4",
  "duplicate-key": "12.5",
  "crowded-keys": "12.9",
  "crowded-ids": "12.9",
  "duplicate-holder": "12.5",
  "id-with-plus": "12.6",
  "bad-key-name": "12.6",
  "bad-scope": "12.7",
  "unknown-scope": "12.7",
  "bad-url": "12.8",
  "out-of-order": "12.2",
  "too-many-keys": "12.9",
  "too-many-parties": "12.9",
  "missing-key": "13.3",
} as const satisfies Record<string, string>;

export type RosterFaultCode = keyof typeof ROSTER_FAULTS;

/** Fault code of an election package, beside those of its definition and roster -> clause of spec/election.md. */
export const PACKAGE_FAULTS = {
  "file-unreadable": "13.1",
  "file-too-large": "13.1",
  "not-canonical-json": "13.2",
  "paper-not-prevailing": "13.2",
  "roster-elsewhere": "13.2",
  "election-with-plus": "12.6",
  "name-taken": "12.5",
  "log-not-once": "13.3",
  "no-centre": "13.3",
  "no-authority": "13.3",
  "counters-of-one-party": "13.3",
  "other-election": "11.2",
  "other-definition": "11.2",
  "other-roster": "11.3",
  "other-lines": "11.3",
  "other-stations": "11.4",
  "other-registered": "11.4",
  "other-authorities": "11.5",
  "bad-threshold": "11.5",
  "other-cosigners": "11.6",
  "bad-quorum": "11.6",
  "too-few-signatures": "11.7",
  "other-policy": "13.4",
} as const satisfies Record<string, string>;

export type PackageFaultCode = keyof typeof PACKAGE_FAULTS;

export type FaultDetail = Readonly<Record<string, string | number>>;

export type ElectionFault = {
  readonly code: ElectionFaultCode;
  /** JSON pointer (RFC 6901) from the root of the file; "" is the whole file. */
  readonly path: string;
  readonly detail: FaultDetail;
};
