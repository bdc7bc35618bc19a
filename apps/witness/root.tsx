/**
 * The frame around every screen: which one, the language, and what must be seen everywhere: a demonstration, a rehearsal, no
 * network, a new version. Spec: spec/witness-app.md, section 1.
 * @module
 */
import { type WitnessTranslator, witnessTranslator } from "@triplicate/ui/screen-messages.ts";
import { useEffect, useMemo, useState } from "preact/hooks";
import { chooseLanguage } from "./actions.ts";
import type { App, AppState } from "./app.ts";
import type { Installing } from "./installing.ts";
import { Fact, Icon, type ScreenProps } from "./parts.tsx";
import { ActaScreen } from "./screen-acta.tsx";
import { AnswerScreen } from "./screen-answer.tsx";
import { DecideScreen } from "./screen-decide.tsx";
import { HomeScreen } from "./screen-home.tsx";
import { KeptScreen } from "./screen-kept.tsx";
import { KeyScreen } from "./screen-key.tsx";
import { MoreScreen } from "./screen-more.tsx";
import { ScanScreen } from "./screen-scan.tsx";
import { StationScreen } from "./screen-station.tsx";

type RootProps = { readonly app: App; readonly installing: Installing };

export function Root({ app, installing }: RootProps) {
  const state = useAppState(app);
  const route = useRoute();
  const t = useMemo(() => witnessTranslator(state.language), [state.language]);
  useEffect(() => {
    document.documentElement.lang = state.language;
    document.title = `${t.t("witness.title")} · Triplicate`;
  }, [t]);
  const isOpen = isActaOpen(state, route);
  useUpdates(state.hasUpdate && !isOpen, installing);
  const go = (to: string) => {
    location.hash = `#/${to}`;
  };
  return (
    <>
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>("h1")?.focus()}>
        {t.t("witness.skip")}
      </button>
      <Header app={app} t={t} state={state} isHome={route === ""} />
      <main id="main">
        <Banners t={t} state={state} />
        <Screen key={`${route} ${state.language}`} {...{ app, state, t, go, route, installing }} />
      </main>
    </>
  );
}

function useAppState(app: App): AppState {
  const [state, setState] = useState(app.state());
  useEffect(() => {
    setState(app.state());
    return app.subscribe(() => setState(app.state()));
  }, [app]);
  return state;
}

const routeOf = (): string => location.hash.replace(/^#\/?/, "").split("?")[0] ?? "";

function useRoute(): string {
  const [route, setRoute] = useState(routeOf());
  useEffect(() => {
    const follow = () => {
      setRoute(routeOf());
      scrollTo(0, 0);
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}

/** From the first code that was read until the answer is given: nobody wants another program in between. */
const isActaOpen = ({ gathering }: AppState, route: string): boolean =>
  gathering.texts.length > 0 || ["scan", "acta", "decide", "answer"].includes(route);

function useUpdates(mayUpdate: boolean, installing: Installing): void {
  useEffect(() => {
    if (mayUpdate) installing.update();
  }, [mayUpdate]);
}

type HeaderProps = Pick<ScreenProps, "app" | "t" | "state"> & { readonly isHome: boolean };

function Header({ app, t, state, isHome }: HeaderProps) {
  const other = state.language === "es" ? "en" : "es";
  return (
    <header>
      {isHome ? (
        <span class="brand">
          <img src="/icon.svg" alt="" width="32" height="32" /> {t.t("witness.title")}
        </span>
      ) : (
        <a class="home" href="#/">
          <Icon sign="back" /> {t.t("witness.home")}
        </a>
      )}
      <button type="button" class="quiet" lang={other} onClick={() => void chooseLanguage(app, other)}>
        {t.t("witness.language")}
      </button>
    </header>
  );
}

function Banners({ t, state }: { readonly t: WitnessTranslator; readonly state: AppState }) {
  const isDemo = state.identity?.key.isDemo === true;
  return (
    <>
      {isDemo && (
        <div class="banner banner-note">
          <Fact sign="note">{t.t("witness.demo")}</Fact>
        </div>
      )}
      <div role="status">
        {!state.isOnline && (
          <div class="banner banner-note">
            <Fact sign="note">{t.t("witness.offline")}</Fact>
          </div>
        )}
        {state.hasUpdate && (
          <div class="banner banner-note">
            <Fact sign="note">{t.t("witness.update")}</Fact>
          </div>
        )}
      </div>
    </>
  );
}

type ChoiceProps = ScreenProps & { readonly route: string; readonly installing: Installing };

function Screen({ route, installing, ...props }: ChoiceProps) {
  if (route.startsWith("kept/")) return <KeptScreen {...props} id={route.slice("kept/".length)} />;
  switch (route) {
    case "key":
      return <KeyScreen {...props} />;
    case "station":
      return <StationScreen {...props} />;
    case "scan":
      return <ScanScreen {...props} />;
    case "acta":
      return <ActaScreen {...props} />;
    case "decide":
      return <DecideScreen {...props} />;
    case "answer":
      return <AnswerScreen {...props} />;
    case "more":
      return <MoreScreen {...props} installing={installing} />;
    default:
      return <HomeScreen {...props} />;
  }
}
