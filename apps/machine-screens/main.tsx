/**
 * The screens of a voting machine: what the daemon shows, and what people answer.
 *
 * The token that the daemon asks for comes in the fragment of the address, which no server is ever sent.
 * Spec: spec/station.md, section 9.
 * @module
 */
import scanner from "@triplicate/screen-parts/scanner.css";
import { adoptStyles } from "@triplicate/screen-parts/styles.ts";
import { render } from "preact";
import { App } from "./app.tsx";
import { hardenPage } from "./hardening.ts";
import kiosk from "./kiosk.css";
import voter from "./voter.css";
import worker from "./worker.css";

adoptStyles(scanner, kiosk, voter, worker);
hardenPage();
const place = document.getElementById("screen");
if (place !== null) render(<App token={location.hash.slice(1)} />, place);
