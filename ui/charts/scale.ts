/**
 * A linear scale.
 * @module
 */
export type Scale = (value: number) => number;

/** Maps a domain onto a range; an empty domain maps to the start. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const span = domain[1] - domain[0];
  return (value) => (span === 0 ? range[0] : range[0] + ((value - domain[0]) / span) * (range[1] - range[0]));
}
