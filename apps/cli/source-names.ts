/**
 * What files are called in findings, tables and scripts: their base name, or as much of their path as tells them apart.
 * A dossier is published, and the rest of a path is nobody's business.
 * @module
 */
import { resolve, sep } from "node:path";

/** One name for each path, with / between folders; the same file twice keeps one name. */
export function sourceNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => resolve(path).split(sep));
  const tail = (i: number, length: number) => parts[i]!.slice(-length).join("/");
  const whole = parts.map((_, i) => tail(i, Number.POSITIVE_INFINITY));
  return parts.map((own, i) => {
    let length = 1;
    const isShared = () =>
      whole.some((other, j) => other !== whole[i] && tail(j, length) === tail(i, length));
    while (length < own.length && isShared()) length += 1;
    return tail(i, length);
  });
}
