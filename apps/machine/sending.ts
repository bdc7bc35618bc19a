/**
 * The machine's only outbound connection: opened once the station is sealed and a poll worker asks, and again after a power cut.
 * Spec: spec/station.md, clause 9.9; spec/transmission.md, section 11.
 * @module
 */
import { createCentreClient } from "@triplicate/adapters/centre-client.ts";
import { verifyEd25519 } from "@triplicate/adapters/ed25519-node.ts";
import type { ElectionPackage } from "@triplicate/adapters/election-package.ts";
import type { ReceiptContext } from "@triplicate/adapters/receipt.ts";
import { utf8 } from "@triplicate/core/bytes.ts";
import { DOCUMENTS } from "@triplicate/core/count-machine/station-documents.ts";
import { parsePolicy } from "@triplicate/core/log/policy.ts";
import type { TransmissionState } from "@triplicate/machine-screens/api.ts";
import { actaNotes } from "./acta-numbers.ts";
import type { LiveStation } from "./live-station.ts";
import { type Transmitting, transmit } from "./transmission.ts";

/** Says in the store that somebody asked for the transmission: after a power cut it goes on by itself. */
export const BEGUN = "transmission.begun";

export type Sending = {
  state(): TransmissionState;
  begin(): void;
  idle(): Promise<void>;
  stop(): Promise<void>;
};

export type SendingParts = {
  readonly station: LiveStation;
  readonly pack: ElectionPackage;
  readonly centre: string | null;
  readonly now: () => number;
  readonly wait: Transmitting["wait"];
  readonly onChange: () => void;
};

export function createSending({ station, pack, centre, now, wait, onChange }: SendingParts): Sending {
  let state: TransmissionState = stateAtStart(station);
  let running: Promise<void> | null = null;
  const ending = new AbortController();
  const { signal } = ending;
  const onState = (next: TransmissionState): void => {
    state = next;
    onChange();
  };
  const send = async (address: string): Promise<void> => {
    const client = createCentreClient(address, { attempts: 1, wait: (ms) => wait(ms, signal), signal });
    if (client === null) throw new Error("the centre's address was judged when the machine was prepared");
    const receipts = await transmit({
      ...{ notes: notesOf(station), client, context: contextOf(pack), wait, signal, now, onState },
      kept: {
        read: (name) => station.document(name),
        write(name, bytes) {
          if (!station.keep([{ name, bytes }])) throw new Error("the disk does not take a receipt");
        },
      },
      random: Math.random,
    });
    if (receipts === null) return;
    const indexes = receipts.map(({ name, index }) => ({ name, index }));
    while (!signal.aborted) {
      const done = station.run({ do: "transmitted", receipts: indexes });
      if (done.ok || done.error.rule !== "not-stored") return;
      await wait(RETRY_MILLISECONDS, signal);
    }
  };
  const sendOnAndOn = async (address: string): Promise<void> => {
    while (!signal.aborted && station.state().phase === "sealed") {
      try {
        return await send(address);
      } catch {
        // A disk that is full for a moment must not end what only ends with receipts.
        await wait(RETRY_MILLISECONDS, signal);
      }
    }
  };
  return {
    state: () => state,
    begin() {
      if (running !== null || centre === null) return;
      running = sendOnAndOn(centre).finally(() => {
        running = null;
      });
    },
    idle: async () => {
      await running;
    },
    async stop() {
      ending.abort();
      await running;
    },
  };
}

const RETRY_MILLISECONDS = 2000;

function stateAtStart(station: LiveStation): TransmissionState {
  const { phase, receipts } = station.state();
  return phase === "transmitted" ? { state: "done", receipts } : { state: "idle" };
}

/** The actas and the closing record, by the names that the station keeps them under. */
function notesOf(station: LiveStation): Transmitting["notes"] {
  const { definition } = station.facts;
  const actas = actaNotes(station, definition);
  const closing = station.document(DOCUMENTS.closing);
  if (actas === null || closing === null) throw new Error("a sealed station has its notes");
  return [
    ...definition.contests.map(({ id }, i) => ({ name: DOCUMENTS.acta(id), bytes: actas[i]! })),
    { name: DOCUMENTS.closing, bytes: closing },
  ];
}

function contextOf({
  definition,
  definitionDigest,
  roster,
  book,
  policyText,
}: ElectionPackage): ReceiptContext {
  const policy = parsePolicy(utf8(policyText));
  if (!policy.ok) throw new Error("a package that was judged has a policy");
  return {
    policy: policy.value,
    election: { definition, definitionDigest, roster, book },
    verify: verifyEd25519,
  };
}
