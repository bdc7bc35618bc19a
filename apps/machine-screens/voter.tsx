/**
 * One voter's turn, from the language to the box. Mounted anew for every turn, so that nothing of one is left for the next.
 * @module
 */
import { silence } from "@triplicate/screen-parts/announcer.tsx";
import { useEffect, useLayoutEffect } from "preact/hooks";
import type { VoterStep } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import type { Session } from "./session.ts";
import { type Turn, TurnContext } from "./turn.ts";
import { useIdle } from "./use-idle.ts";
import { useScanning } from "./use-scanning.ts";
import { useSpeech } from "./use-speech.ts";
import { Compare } from "./voter-compare.tsx";
import { ContestScreen } from "./voter-contest.tsx";
import { IdleWarning } from "./voter-idle.tsx";
import { LanguageScreen } from "./voter-language.tsx";
import { Again, Interrupted, Paused, PrinterWaits, Printing, Thanks } from "./voter-notices.tsx";
import { Review } from "./voter-review.tsx";

export type VoterProps = { readonly session: Session; readonly step: VoterStep };

/** Before it is asked whether anybody is there; whoever listens or uses switches has longer. */
const IDLE_SECONDS = 90;
const IDLE_SECONDS_ASSISTED = 240;
/** Before the choices go from the screen of somebody who may have left with the voucher: comparing takes its time. */
const COVER_SECONDS = 180;
const COVER_SECONDS_ASSISTED = 480;

export function VoterScreens({ session, step }: VoterProps) {
  const { change } = useKiosk();
  const turn: Turn = {
    session,
    set: (update) => change({ is: "session", turn: session.turn, change: update }),
    go: (place) => change({ is: "session", turn: session.turn, change: (now) => ({ ...now, place }) }),
  };
  const { assist } = session;
  const isAssisted = assist.audio || assist.switches !== "off";
  const idle = useIdle(step.step === "choosing", isAssisted ? IDLE_SECONDS_ASSISTED : IDLE_SECONDS);
  const left = useIdle(step.step === "compare", isAssisted ? COVER_SECONDS_ASSISTED : COVER_SECONDS);
  useEffect(() => {
    if (left.isWarning) turn.set((now) => ({ ...now, isCovered: true }));
  }, [left.isWarning]);
  const speaker = useSpeech(session);
  useScanning(assist);
  // What was said names what somebody chose; it is no part of the page that the next voter meets.
  useLayoutEffect(() => silence, []);
  return (
    <TurnContext.Provider value={{ ...turn, voice: speaker }}>
      <StepScreen session={session} step={step} />
      {idle.isWarning && <IdleWarning onStay={idle.stay} />}
    </TurnContext.Provider>
  );
}

function StepScreen({ session, step }: VoterProps) {
  const { view } = useKiosk();
  if (view.phase === "paused") return <Paused />;
  switch (step.step) {
    case "choosing":
      return <Choosing session={session} />;
    case "printing":
      return <Printing />;
    case "printer":
      return <PrinterWaits problem={step.problem} />;
    case "compare":
      return <Compare selections={step.selections} />;
    case "interrupted":
      return <Interrupted />;
    case "thanks":
      return <Thanks />;
  }
}

function Choosing({ session }: { readonly session: Session }) {
  const { view } = useKiosk();
  const { place } = session;
  if (place.at === "language") return <LanguageScreen />;
  if (place.at === "again") return <Again />;
  if (place.at === "review") return <Review />;
  const contest = view.contests[place.contest];
  return contest === undefined ? (
    <Review />
  ) : (
    <ContestScreen key={contest.id} contest={contest} place={place} />
  );
}
