/**
 * The script of the results site: it verifies a station in the reader's own browser, and lets the totals follow as they change.
 *
 * The pages are readable without it. What it finds it says beside the numbers that the centre shows, and it believes none of them: the authority's
 * keys are held against those that this browser saw before, everything else is proved from there.
 * Spec: spec/transmission.md, clause 9.7.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import { siteTranslator } from "@triplicate/ui/screen-messages.ts";
import { render } from "preact";
import { followTotals } from "./follow-totals.ts";
import { StationCheck } from "./station-check.tsx";

const language: Language = document.documentElement.lang === "en" ? "en" : "es";
const words = siteTranslator(language);
const place = document.getElementById("verify");
const station = place?.dataset.station;
if (place !== null && station !== undefined) render(<StationCheck station={station} words={words} />, place);
if (location.pathname === "/") followTotals();
