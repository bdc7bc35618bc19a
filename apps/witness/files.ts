/**
 * What must be served for the witness's program, by path, each file with its headers: for the collector and for election day.
 *
 *     const files = await witnessFiles({ connect: ["https://centre.example"] });
 *     files.get("/")?.headers
 *
 * Runs in Node, where the program is bundled; nothing here goes to a telephone. It is served at the root of a site of its own,
 * because its worker answers for the whole of it; what it asks of that site beside these files: kit, actas, photos.
 * @module
 */
import { type AppFile, type AppOptions, installableApp } from "@triplicate/adapters/installable-app.ts";

export const witnessFiles = (options: AppOptions = {}): Promise<ReadonlyMap<string, AppFile>> =>
  installableApp(
    {
      main: new URL("./main.tsx", import.meta.url),
      worker: new URL("./service-worker.ts", import.meta.url),
      styles: [
        new URL("../screen-parts/scanner.css", import.meta.url),
        new URL("./witness.css", import.meta.url),
      ],
      icons: [
        new URL("./icons/icon.svg", import.meta.url),
        new URL("./icons/icon-192.png", import.meta.url),
        new URL("./icons/icon-512.png", import.meta.url),
        new URL("./icons/icon-maskable-512.png", import.meta.url),
        new URL("./icons/icon-180.png", import.meta.url),
      ],
      name: "Testigo · Triplicate",
      shortName: "Testigo",
      description:
        "Lea, compruebe, firme y guarde el acta de su mesa. / Read, check, sign and keep your station’s acta.",
      noScript: [
        { language: "es", text: "Esta aplicación necesita JavaScript para comprobar firmas en su teléfono." },
        { language: "en", text: "This application needs JavaScript to check signatures on your telephone." },
      ],
    },
    options,
  );
