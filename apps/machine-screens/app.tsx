/**
 * The whole of what is on the screen: by the phase, and by who stands before it.
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import type { MachineView } from "./api.ts";
import { connectMachine } from "./connection.ts";

export function App({ token }: { readonly token: string }) {
  const [view, setView] = useState<MachineView | null>(null);
  useEffect(() => connectMachine(token, { onView: setView, onLost: () => setView(null) }).close, [token]);
  return (
    <main>
      <h1>{view?.phase ?? "…"}</h1>
    </main>
  );
}
