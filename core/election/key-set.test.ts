/** The set of public keys against a set of their texts. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createKeySet, keyOfHolder, keyOfStation, putKey } from "./key-set.ts";

test("says of every key whether it was there, and whose it was", () => {
  // Few different bytes, so that many keys are the same.
  const key = fc.array(fc.constantFrom(0, 1, 255), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), key), { maxLength: 200 }), (keys) => {
      const bytes = { machineKeys: new Uint8Array(32 * 200), holderKeys: new Uint8Array(32 * 200) };
      const set = createKeySet();
      const known = new Map<string, number>();
      const rows = { machine: 0, holder: 0 };
      for (const [isMachine, [first, last]] of keys) {
        const row = isMachine ? rows.machine++ : rows.holder++;
        const array = isMachine ? bytes.machineKeys : bytes.holderKeys;
        array[32 * row] = first!;
        array[32 * row + 31] = last!;
        const number = isMachine ? keyOfStation(row) : keyOfHolder(row);
        const name = `${first} ${last}`;
        expect(putKey(set, number, bytes)).toBe(known.get(name) ?? 0);
        if (!known.has(name)) known.set(name, number);
      }
      expect(set.size).toBe(known.size);
    }),
  );
});

test("gives up in a crowd, and not before", () => {
  const machineKeys = new Uint8Array(32 * 1000);
  for (let row = 0; row < 1000; row += 1) new DataView(machineKeys.buffer).setUint16(32 * row, row);
  const bytes = { machineKeys, holderKeys: new Uint8Array() };
  const patient = createKeySet();
  const hasty = createKeySet();
  let crowds = 0;
  for (let row = 0; row < 1000; row += 1) {
    expect(putKey(patient, keyOfStation(row), bytes)).toBe(0);
    if (putKey(hasty, keyOfStation(row), bytes, 1) === null) crowds += 1;
  }
  // With room for one look only, every key that does not find its own place free is in a crowd.
  expect(crowds).toBeGreaterThan(100);
  expect(hasty.size).toBe(1000 - crowds);
});
