/**
 * A moment as the clock on the wall shows it: hours and minutes of the machine's own zone.
 * @module
 */
const two = (value: number): string => String(value).padStart(2, "0");

export function clockTime(seconds: number): string {
  const moment = new Date(seconds * 1000);
  return `${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
