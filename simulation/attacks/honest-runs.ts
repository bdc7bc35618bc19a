/**
 * Runs in which nobody lies, and nothing may be noticed: the other half of what makes an alarm worth hearing.
 * @module
 */
import { actaToSymbols, symbolsToActa } from "@triplicate/core/count-machine/acta-symbol.ts";
import { type Attack, type AttackWorld, type Notice, refusals } from "./attack.ts";
import { elevenActas } from "./centre-attacks.ts";
import { without } from "./forgery.ts";

const NOBODY = { liar: "nobody", holds: [], noticed: [] } as const;

/** Refusals at the door too: an honest note that is turned away is a false alarm. */
const sendAll = async (world: AttackWorld, notes: readonly Uint8Array[]): Promise<Notice[]> =>
  refusals(await world.submit(...notes));

export const HONEST_RUNS: readonly Attack[] = [
  {
    ...NOBODY,
    name: "honest-day",
    async play(world) {
      const refused = await sendAll(world, world.honest);
      const folder = await world.closeCentre();
      const kept = await Promise.all(world.days.map(({ actas }) => world.verifyKept(actas[0]!, folder)));
      return [...refused, ...(await world.verify(folder)), ...kept.flat()];
    },
  },
  {
    ...NOBODY,
    // The same eleven stations of which `typed-in-numbers` types numbers in.
    name: "delivered-by-witnesses",
    shape: { stations: 20 },
    async play(world) {
      const silent = elevenActas(world);
      const overTheNetwork = await sendAll(world, without(world.honest, silent));
      const broughtByWitnesses = await sendAll(world, silent.map(scanned));
      return [...overTheNetwork, ...broughtByWitnesses, ...(await world.verify(await world.closeCentre()))];
    },
  },
  {
    ...NOBODY,
    name: "sent-three-times",
    async play(world) {
      const refused = await sendAll(world, [...world.honest, ...world.honest, ...world.honest]);
      return [...refused, ...(await world.verify(await world.closeCentre()))];
    },
  },
];

/** The bytes that a telephone reads from the printed symbols of an acta. */
function scanned(acta: Uint8Array): Uint8Array {
  // In any order: a witness photographs them as they come.
  const read = symbolsToActa([...actaToSymbols(acta)].reverse());
  if (!read.ok) throw new Error("what a machine prints can be read");
  return read.value;
}
