/**
 * The ballot's pictures, loaded before the first voter stands there and held: a list of sixty is shown whole at once, and nobody waits for the disk.
 *
 * While an image of an address is held, the browser shows every other of that address without asking again. The same pictures for every voter.
 * @module
 */
import type { BallotContest } from "./api.ts";

const held = new Map<string, HTMLImageElement>();

export function preloadPictures(contests: readonly BallotContest[]): void {
  for (const { options } of contests) {
    for (const { photo, symbol } of options) {
      for (const address of [photo, symbol]) {
        if (address === undefined || held.has(address)) continue;
        const image = new Image();
        image.src = address;
        held.set(address, image);
      }
    }
  }
}
