/**
 * The script of the results site: it verifies a station in the reader's own browser, and lets the totals follow as they change.
 *
 * The pages are readable without it. What it finds it says beside the numbers that the centre shows, and it believes none of them: the authority's
 * keys are held against those that this browser saw before, everything else is proved from there.
 * Spec: spec/transmission.md, clauses 9.7, 9.11 and 9.12.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { siteTranslator } from "@triplicate/ui/screen-messages.ts";
import { render } from "preact";
import { followTotals } from "./follow-totals.ts";
import { StationCheck } from "./station-check.tsx";

const language: Language = document.documentElement.lang === "en" ? "en" : "es";
const words = siteTranslator(language);
const here = document.getElementById("here");
if (here !== null) here.textContent = location.origin;
if (location.pathname === "/") followTotals();
if (location.pathname === "/station") checkStation();

/** The station is the one in the address: a page that is of another, or that leaves no room to say so, is told of. */
function checkStation(): void {
  const shown = document.getElementById("verify");
  const shownStation = shown?.dataset.station ?? null;
  const station = new URLSearchParams(location.search).get("station")?.trim() ?? "";
  // The form without a station, or one that is in no roster.
  if (station === "" || (shown === null && document.querySelector("#main table") === null)) return;
  const place = shown ?? document.createElement("section");
  place.id = "verify";
  if (shown === null) document.body.prepend(place);
  render(<StationCheck station={station} shownStation={shownStation} words={words} />, place);
}
