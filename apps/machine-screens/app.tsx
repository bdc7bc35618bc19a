/**
 * The whole of what is on the screen: the poll workers' menu while it is unlocked, else the voter whose turn it is, else the locked screen.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { Announcer } from "@triplicate/screen-parts/announcer.tsx";
import { type Display, showDisplay } from "@triplicate/screen-parts/themes.ts";
import { machineTranslator } from "@triplicate/ui/screen-messages.ts";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import type { MachineView } from "./api.ts";
import { type Kiosk, KioskContext } from "./kiosk.ts";
import { Locked } from "./locked.tsx";
import { Lost } from "./lost.tsx";
import { PaperTray } from "./paper-tray.tsx";
import { preloadPictures } from "./preload.ts";
import { Unlock } from "./unlock.tsx";
import { type JoinedState, useKioskState } from "./use-kiosk-state.ts";
import { useWedge } from "./use-wedge.ts";
import { VoterScreens } from "./voter.tsx";
import { WorkerScreens } from "./worker.tsx";

export function App({ token }: { readonly token: string }) {
  const joined = useKioskState(token);
  const { view, isLost } = joined.state;
  return (
    <>
      {view === null ? <Lost isLost={isLost} /> : <Joined joined={joined} view={view} />}
      <Announcer />
    </>
  );
}

type JoinedProps = { readonly joined: JoinedState; readonly view: MachineView };

function Joined({ joined, view }: JoinedProps) {
  const { state, machine, act, change } = joined;
  const isVoter = view.cards.length === 0 && state.session !== null && !state.isUnlocking;
  const own = isVoter ? state.session : null;
  const language = own?.language ?? state.language ?? view.paperLanguage;
  const display = own?.display ?? state.display;
  const words = useMemo(() => machineTranslator(language), [language]);
  useEffect(() => preloadPictures(view.contests), [view.election.id]);
  // A poll worker may hold their card before the scanner at any screen: the next thing asked is the PIN.
  useWedge((card) => {
    if (card.startsWith("triplicate-card:") && !state.isUnlocking && view.cards.length < 2)
      change({ is: "unlocking", isUnlocking: true, card });
  });
  const kiosk: Kiosk = { view, state, machine, words, language, act, change, refused: state.refused };
  return (
    <KioskContext.Provider value={kiosk}>
      <PageLook {...display} language={language} title={`${words.t("kiosk.title")} ${view.station.id}`} />
      <div
        class={`kiosk ${view.mode === "test" ? "is-test" : ""} ${view.isDemo ? "has-tray" : ""}`}
        data-revision={view.revision}
      >
        <CurrentScreen isVoter={isVoter} kiosk={kiosk} />
        {view.isDemo && <PaperTray />}
      </div>
    </KioskContext.Provider>
  );
}

type PageLookProps = Display & { readonly language: Language; readonly title: string };

/** Stands before every screen: a list of options measures how its letters fit as soon as it is there. */
function PageLook({ contrast, size, language, title }: PageLookProps) {
  useLayoutEffect(() => {
    showDisplay({ contrast, size }, document.documentElement);
    document.documentElement.lang = language;
    document.title = title;
  }, [contrast, size, language, title]);
  return null;
}

function CurrentScreen({ isVoter, kiosk }: { readonly isVoter: boolean; readonly kiosk: Kiosk }) {
  const { view, state } = kiosk;
  if (state.isUnlocking) return <Unlock />;
  if (view.cards.length > 0) return <WorkerScreens />;
  if (isVoter && state.session !== null && view.voter !== null)
    return <VoterScreens key={state.session.turn} session={state.session} step={view.voter} />;
  return <Locked />;
}
