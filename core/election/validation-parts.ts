/**
 * Parts of a definition that may be anything: reached without trusting their shape, with the pointer to each.
 * What has the wrong shape is left out here, because schema-faults.ts has already named it.
 * @module
 */
import { isRecord } from "../json-schema.ts";
import type { ElectionFault, ElectionFaultCode } from "./faults.ts";

export type Part = { readonly value: Readonly<Record<string, unknown>>; readonly path: string };

/** The objects in the list `field` of `value`. */
export function partsOf(
  value: Readonly<Record<string, unknown>>,
  field: string,
  path: string,
  most: number,
): Part[] {
  const list = value[field];
  if (!Array.isArray(list)) return [];
  return list
    .slice(0, most)
    .flatMap((item: unknown, i): Part[] =>
      isRecord(item) ? [{ value: item, path: `${path}/${field}/${i}` }] : [],
    );
}

export function textOf(value: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const text = value[field];
  return typeof text === "string" ? text : undefined;
}

/** A fault for every id that an earlier part already has (clause 3.3). */
export function duplicateIds(parts: readonly Part[]): ElectionFault[] {
  const first = new Map<string, string>();
  return parts.flatMap(({ value, path }): ElectionFault[] => {
    const id = textOf(value, "id");
    if (id === undefined) return [];
    const earlier = first.get(id);
    if (earlier !== undefined) return [fault("duplicate-id", `${path}/id`, { id, first: earlier })];
    first.set(id, path);
    return [];
  });
}

export const fault = (
  code: ElectionFaultCode,
  path: string,
  detail: ElectionFault["detail"] = {},
): ElectionFault => ({ code, path, detail });
