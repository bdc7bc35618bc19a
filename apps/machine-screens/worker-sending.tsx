/**
 * The end of the day: the seal, the way to the centre, the receipts, and the same notes on a medium for whoever carries them.
 * Spec: spec/station.md, clauses 4.7 to 4.9; spec/transmission.md.
 * @module
 */

import { DOCUMENTS } from "@triplicate/core/count-machine/station-documents.ts";
import { announce } from "@triplicate/screen-parts/announcer.tsx";
import { Button } from "@triplicate/screen-parts/buttons.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import type { TransmissionState } from "./api.ts";
import { clockTime } from "./clock-time.ts";
import { useKiosk } from "./kiosk.ts";
import { Results } from "./result-table.tsx";
import { Steps } from "./steps.tsx";
import { WorkerFrame } from "./worker-frame.tsx";

export function SealScreen() {
  const { words, act } = useKiosk();
  return (
    <WorkerFrame
      screen="decided"
      title={words.t("seal.title")}
      foot={
        <Button kind="main" icon="seal" onPress={() => void act({ do: "seal" })}>
          {words.t("seal.now")}
        </Button>
      }
    >
      <p class="lead">{words.t("seal.text")}</p>
      <Results />
    </WorkerFrame>
  );
}

/** May a try be started by hand: nothing is under way, or what was ended. */
const IS_STARTABLE: Readonly<Record<TransmissionState["state"], boolean>> = {
  idle: true,
  trying: false,
  waiting: true,
  refused: true,
  "false-receipt": true,
  done: false,
};

export function SendScreen() {
  const { words, view, act } = useKiosk();
  const { transmission } = view;
  const isIdle = transmission.state === "idle";
  return (
    <WorkerFrame
      screen="sealed"
      title={words.t(isIdle ? "send.title" : `send.${transmission.state}`)}
      foot={
        <>
          <Button
            kind="main"
            icon="send"
            isDisabled={!IS_STARTABLE[transmission.state]}
            onPress={() => void act({ do: "transmit" })}
          >
            {words.t(isIdle ? "send.now" : "send.again")}
          </Button>
          <ExportButton />
        </>
      }
    >
      <Sending transmission={transmission} />
    </WorkerFrame>
  );
}

/** As apps/machine says them. */
const WAITING = ["busy", "unreachable", "no-quorum"] as const;
const isWaiting = (reason: string): reason is (typeof WAITING)[number] =>
  (WAITING as readonly string[]).includes(reason);

function Sending({ transmission }: { readonly transmission: TransmissionState }) {
  const { words } = useKiosk();
  switch (transmission.state) {
    case "idle":
      return <Steps items={[words.t("send.text"), words.t("send.receipt"), words.t("send.carry")]} />;
    case "trying": {
      const { attempt, sent, of } = transmission;
      return (
        <Note icon="send" isLive>
          <p>{words.t("send.trying.text", { attempt, sent, of })}</p>
        </Note>
      );
    }
    case "waiting": {
      const { attempt, next } = transmission;
      const reason = words.t(
        `send.waiting.${isWaiting(transmission.reason) ? transmission.reason : "unreachable"}`,
      );
      return (
        <Note kind="warning" icon="wait" isLive>
          <p>{words.t("send.waiting.text", { attempt, reason, time: clockTime(next) })}</p>
          <p>{words.t("send.waiting.calm")}</p>
        </Note>
      );
    }
    case "refused":
      return (
        <Note kind="alert" isLive>
          <p>{words.t("send.refused.text", { code: transmission.code })}</p>
          <p>{words.localized(transmission.message)}</p>
        </Note>
      );
    case "false-receipt":
      return (
        <Note kind="alert" icon="warning" isLive>
          <p>{words.t("send.false-receipt.text", { code: transmission.code })}</p>
        </Note>
      );
    case "done":
      return <Receipts transmission={transmission} />;
  }
}

function ExportButton() {
  const { words, act } = useKiosk();
  const write = async () => {
    if (await act({ do: "export" })) announce(words.t("send.export.done"));
  };
  return (
    <Button icon="usb" onPress={() => void write()}>
      {words.t("send.export")}
    </Button>
  );
}

type Done = Extract<TransmissionState, { state: "done" }>;

function Receipts({ transmission }: { readonly transmission: Done }) {
  const { words, view } = useKiosk();
  const lineOf = (name: string, index: number): string => {
    if (name === DOCUMENTS.closing) return words.t("send.receipt.closing", { index });
    const contest = view.contests.find(({ id }) => DOCUMENTS.acta(id) === name);
    if (contest === undefined) return words.t("send.receipt.line", { name, index });
    return words.t("send.receipt.acta", { contest: words.localized(contest.name), index });
  };
  return (
    <>
      <Note kind="calm">
        <p>{words.t("send.done.text")}</p>
      </Note>
      <ul class="receipts">
        {transmission.receipts.map(({ name, index }) => (
          <li key={name}>{lineOf(name, index)}</li>
        ))}
      </ul>
    </>
  );
}

export function SentScreen() {
  const { words, view, act } = useKiosk();
  const { transmission } = view;
  return (
    <WorkerFrame
      screen="transmitted"
      title={words.t("sent.title")}
      foot={
        <>
          <Button kind="main" icon="lock" onPress={() => void act({ do: "lock" })}>
            {words.t("sent.lock")}
          </Button>
          <ExportButton />
        </>
      }
    >
      {transmission.state === "done" && <Receipts transmission={transmission} />}
      <Steps items={[words.t("sent.receipt"), words.t("sent.box"), words.t("sent.home")]} />
      <Results />
    </WorkerFrame>
  );
}
