/**
 * A linear scale and round ticks.
 * @module
 */
export type Scale = (value: number) => number;

/** Maps a domain onto a range; an empty domain maps to the start. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const span = domain[1] - domain[0];
  return (value) => (span === 0 ? range[0] : range[0] + ((value - domain[0]) / span) * (range[1] - range[0]));
}

/** At most about `wanted` multiples of 1, 2 or 5 times a power of ten that lie in the domain; whole numbers only. */
export function ticks(domain: readonly [number, number], wanted: number): number[] {
  const span = domain[1] - domain[0];
  if (!(span > 0)) return [domain[0]];
  const rough = span / Math.max(wanted, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough) ?? 10;
  const step = Math.max(1, Math.round(factor * power));
  const values: number[] = [];
  for (let i = Math.ceil(domain[0] / step); i * step <= domain[1]; i += 1) values.push(i * step);
  return values;
}
