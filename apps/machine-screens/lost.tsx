/**
 * The screen before the daemon has answered, and after it stopped: in both languages, since nobody knows who stands there.
 * @module
 */
import { machineTranslator } from "@triplicate/ui/screen-messages.ts";

export function Lost({ isLost }: { readonly isLost: boolean }) {
  const id = isLost ? "kiosk.lost" : "kiosk.starting";
  const text = isLost ? "kiosk.lost.text" : "kiosk.starting.text";
  return (
    <main class="lost" aria-live="assertive">
      <h1>
        <span lang="es">{machineTranslator("es").t(id)}</span>
        <br />
        <span lang="en">{machineTranslator("en").t(id)}</span>
      </h1>
      <p lang="es">{machineTranslator("es").t(text)}</p>
      <p lang="en">{machineTranslator("en").t(text)}</p>
    </main>
  );
}
