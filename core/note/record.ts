/**
 * The bodies of our notes: a line that names the form, then `key value` lines in a fixed order.
 *
 *     triplicate/acta/v1
 *     station 080101001.01
 *     votes PSUV=212 MUD=198
 *
 * A record type is a list of fields, each with the codec of its value. Reading prints again what it has read and
 * compares: what is accepted has one form, so that equal records have equal bytes, hashes and signatures.
 * Spec: spec/note.md, section 5.
 * @module
 */
import { err, ok, type Result } from "../result.ts";

/** A value and its one text. `parse` gives null for a text that is none; it need not refuse other forms of a value. */
export type FieldCodec<T> = {
  readonly parse: (text: string) => T | null;
  readonly print: (value: T) => string;
};

type Field<T> = { readonly codec: FieldCodec<T>; readonly count: "one" | "optional" | "many" };

export const one = <T>(codec: FieldCodec<T>) => ({ codec, count: "one" }) as const;
/** At most one line. */
export const optional = <T>(codec: FieldCodec<T>) => ({ codec, count: "optional" }) as const;
/** Any number of lines of this key, none included. */
export const many = <T>(codec: FieldCodec<T>) => ({ codec, count: "many" }) as const;

// biome-ignore lint/suspicious/noExplicitAny: a codec reads and writes its own type; no other type is both.
type Fields = Readonly<Record<string, Field<any>>>;

type ValueOf<F> = F extends { codec: FieldCodec<infer T>; count: infer C }
  ? C extends "many"
    ? readonly T[]
    : T
  : never;
type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K]["count"] extends "optional" ? K : never;
}[keyof F];

/** The record that a list of fields describes. */
export type RecordOf<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]>;
} & { readonly [K in OptionalKeys<F>]?: ValueOf<F[K]> };

export type RecordError = {
  readonly code: "record-other-form" | "record-bad-line" | "record-bad-value" | "record-not-canonical";
  /** Line from 1. */
  readonly line: number;
  /** The key that was expected, or whose value is wrong. */
  readonly field?: string;
};

export type RecordType<F extends Fields> = {
  readonly form: string;
  print(record: RecordOf<F>): string;
  parse(text: string): Result<RecordOf<F>, RecordError>;
};

/** A key is lower-case letters and hyphens; the order of `fields` is the order of the lines. */
export function defineRecord<const F extends Fields>(form: string, fields: F): RecordType<F> {
  const lines = Object.entries(fields).map(([key, field]) => ({ key, prefix: `${key} `, ...field }));
  const print = (record: RecordOf<F>): string => {
    let text = `${form}\n`;
    for (const { key, prefix, codec, count } of lines) {
      const value: unknown = record[key as keyof typeof record];
      if (count === "many") {
        for (const item of value as readonly unknown[]) text += `${prefix}${codec.print(item)}\n`;
      } else if (value !== undefined) {
        text += `${prefix}${codec.print(value)}\n`;
      } else if (count === "one") {
        throw new Error(`a ${form} needs ${key}`);
      }
    }
    return text;
  };
  const parse = (text: string): Result<RecordOf<F>, RecordError> => {
    const read = readFields(form, lines, text);
    if (!read.ok) return read;
    const record = read.value as RecordOf<F>;
    const printed = print(record);
    if (printed !== text) return err({ code: "record-not-canonical", line: firstDifference(printed, text) });
    return ok(record);
  };
  return { form, print, parse };
}

type Line = Fields[string] & { readonly key: string; readonly prefix: string };

function readFields(form: string, fields: readonly Line[], text: string): Result<unknown, RecordError> {
  const lines = text.split("\n");
  if (lines[0] !== form) return err({ code: "record-other-form", line: 1 });
  if (lines.pop() !== "") return err({ code: "record-bad-line", line: lines.length + 1 });
  const record: Record<string, unknown> = {};
  let at = 1;
  for (const { key, prefix, codec, count } of fields) {
    const values: unknown[] | null = count === "many" ? [] : null;
    const first = at;
    while (at < lines.length && lines[at]!.startsWith(prefix) && (values !== null || at === first)) {
      const value: unknown = codec.parse(lines[at]!.slice(prefix.length));
      if (value === null) return err({ code: "record-bad-value", line: at + 1, field: key });
      if (values === null) record[key] = value;
      else values.push(value);
      at += 1;
    }
    if (values !== null) record[key] = values;
    else if (count === "one" && at === first)
      return err({ code: "record-bad-line", line: at + 1, field: key });
  }
  return at === lines.length ? ok(record) : err({ code: "record-bad-line", line: at + 1 });
}

function firstDifference(a: string, b: string): number {
  const [x, y] = [a.split("\n"), b.split("\n")];
  let line = 0;
  while (line < x.length && line < y.length && x[line] === y[line]) line += 1;
  return line + 1;
}
