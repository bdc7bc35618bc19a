/**
 * A witness's whole evening in a real browser: the key, the list, the kit, then no network at all; the acta by photographs, the
 * signature, the code for the machine; and when there is a network again, the copy goes out and the centre is asked.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readQrImage } from "@triplicate/adapters/qr-images.ts";
import { decodeUtf8, equalBytes } from "@triplicate/core/bytes.ts";
import { witnessLine } from "@triplicate/core/election/roster-print.ts";
import { verifyPortably } from "@triplicate/core/note/ed25519.ts";
import { parseNote } from "@triplicate/core/note/note.ts";
import { ACCREDITATION } from "@triplicate/core/statement/accreditation.ts";
import { lineToNote } from "@triplicate/core/statement/one-line.ts";
import { WITNESS_ANSWER } from "@triplicate/core/statement/witness-answer.ts";
import { launchBrowser } from "@triplicate/ui/report/browser.test-helper.ts";
import type { BrowserContext, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import { judgeActa } from "./judge-acta.ts";
import { film, type Site, startSite, symbolPicture, symbolsOf } from "./site.test-helper.ts";
import {
  actaOf,
  ELECTION,
  kitWithWitness,
  publishedOf,
  STATION,
  signedActa,
  verified,
} from "./witness.test-helper.ts";

const folder = mkdtempSync(join(tmpdir(), "triplicate-witness-"));
const notes = [await signedActa(actaOf("secretary")), await signedActa(actaOf("board"))];
const pictures = await Promise.all(
  notes.flatMap((note) => symbolsOf(note, 500)).map((text) => symbolPicture(text)),
);
const filmFile = join(folder, "acta.y4m");
writeFileSync(filmFile, await film(pictures));

const launched = await launchBrowser([
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-video-capture=${filmFile}`,
]);
const browser = "browser" in launched ? launched.browser : null;
const why = "reason" in launched ? ` (skipped: ${launched.reason})` : "";
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Evening = {
  readonly site: Site;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly trouble: string[];
};

/** A camera that is refused: whatever is read then, was read from photographs. */
const NO_CAMERA = `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"))`;

async function evening(hasCamera: boolean, use: (evening: Evening) => Promise<void>): Promise<void> {
  const site = await startSite();
  const context = await browser!.newContext({
    ...{ viewport: { width: 390, height: 844 }, locale: "es-VE", acceptDownloads: true },
    permissions: ["camera", "clipboard-read", "clipboard-write"],
  });
  try {
    if (!hasCamera) await context.addInitScript(NO_CAMERA);
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("console", (message) => {
      // What is not to be reached is said by the browser too.
      if (message.type() === "error" && !/Failed to load resource|net::ERR/.test(message.text()))
        trouble.push(message.text());
    });
    await page.goto(site.url);
    await page.locator("h1").waitFor();
    await use({ site, context, page, trouble });
    expect(trouble).toEqual([]);
  } finally {
    await context.close();
    await site.stop();
  }
}

const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).click();
const open = (page: Page, { url }: Site, route: string) => page.goto(`${url}/#/${route}`);

/** Asks for accreditation; gives what the party's list would have. */
async function accredit(page: Page, site: Site): Promise<string> {
  await open(page, site, `key?election=${ELECTION}&party=Unidad&at=${STATION}`);
  await page.getByLabel("Su nombre").fill("Ana Núñez");
  await press(page, "Hacer mi clave");
  await press(page, "Copiar");
  await page.getByText("Copiado").waitFor();
  const line = await page.evaluate("navigator.clipboard.readText()");
  const note = parseNote(lineToNote("accredit", String(line))!);
  const request = note.ok ? ACCREDITATION.parse(note.value.text) : note;
  if (!request.ok) throw new Error(request.error.code);
  expect(request.value).toMatchObject({
    ...{ election: ELECTION, witness: `Unidad/${STATION}/ana-nunez`, party: "Unidad" },
    ...{ scope: `station/${STATION}`, name: "Ana Núñez" },
  });
  const { witness, party, key } = request.value;
  return witnessLine(witness, party, { kind: "station", id: STATION }, key);
}

async function prepare({ page, site }: Evening): Promise<void> {
  const line = await accredit(page, site);
  site.kit = (station, centre) => (station === STATION ? kitWithWitness(line, { centre }) : null);
  await open(page, site, "station");
  await page.getByLabel("Número de la mesa").fill(STATION);
  await press(page, "Descargar");
  await press(page, "Es la misma");
  await page.getByText(`Unidad/${STATION}/ana-nunez`).waitFor();
}

async function readByPhoto(page: Page, site: Site): Promise<void> {
  await open(page, site, "scan");
  await page.getByText("no tiene permiso para usar la cámara").waitFor();
  // Upside down order, and one at a time: parts may come as they like.
  for (const [i, buffer] of [...pictures].reverse().entries())
    await page.getByLabel("Usar fotos").setInputFiles({ name: `${i}.png`, mimeType: "image/png", buffer });
  await page.waitForURL("**/#/acta");
}

async function sign(page: Page): Promise<void> {
  await page.getByText("Acta auténtica").waitFor();
  expect(await page.getByRole("row", { name: /Ana Rojas – Unidad/ }).innerText()).toMatch(/120$/);
  await press(page, "Siguiente acta");
  await press(page, "Comparar con el papel");
  await press(page, "Firmar");
  await page.getByText("Faltan por marcar 4 comprobaciones").waitFor();
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await press(page, "Firmar");
  await page.getByRole("heading", { name: "Firmado" }).waitFor();
}

async function readAnswer(page: Page) {
  const file = join(folder, "answer.png");
  await page.locator("svg.qr-large").screenshot({ path: file });
  const { texts } = await readQrImage(file, "acta");
  const note = parseNote(lineToNote("answer", texts[0] ?? "")!);
  const answer = note.ok ? WITNESS_ANSWER.parse(note.value.text) : note;
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

const offlineOf = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)";

describe("a witness's evening", () => {
  it.skipIf(browser === null)(`signs without a network, and sends when there is one${why}`, () =>
    evening(false, async (all) => {
      const { page, site, context } = all;
      await prepare(all);
      await expect.poll(() => page.evaluate(offlineOf), { timeout: 20_000 }).toBe(true);
      await site.stop();
      await context.setOffline(true);
      await page.reload();
      await page.getByText("Sin conexión").waitFor();
      await readByPhoto(page, site);
      await sign(page);
      const answer = await readAnswer(page);
      expect(answer).toMatchObject({
        station: STATION,
        witness: `Unidad/${STATION}/ana-nunez`,
        decision: { decision: "signed" },
      });
      expect(answer.acta.map(({ contest }) => contest)).toEqual(["secretary", "board"]);
      await page.getByRole("link", { name: "Listo" }).click();
      await page.getByText("En cola para el servidor de su partido").waitFor();
      await addPhoto(page);
      await startAgain(site);
      await context.setOffline(false);
      await page.getByText("Entregada al servidor de su partido").waitFor();
      await expect.poll(() => site.received.length, { timeout: 20_000 }).toBe(3);
      await checkReceived(site);
    }),
  );

  it.skipIf(browser === null)(`reads with the camera, part by part, and asks the centre${why}`, () =>
    evening(true, async (all) => {
      const { page, site } = all;
      await prepare(all);
      await open(page, site, "scan");
      await page.waitForURL("**/#/acta", { timeout: 30_000 });
      await sign(page);
      await page.getByRole("link", { name: "Listo" }).click();
      await page.getByText(/El centro dio recibo: entrada \d/).waitFor();
      await press(page, "Preguntar al centro");
      await page.getByText("Su acta está en el registro público").waitFor();
      await page.getByText("El centro publica los mismos números").waitFor();
      const lie = publishedOf(site.centre) as {
        contests: { contest: string; signed: { votes: Record<string, number> } }[];
      };
      for (const { signed } of lie.contests) signed.votes[Object.keys(signed.votes)[0]!] = 471;
      site.centre.published = lie;
      await press(page, "Preguntar al centro");
      await page
        .getByRole("heading", { name: "El centro publica otros números que los del acta firmada." })
        .waitFor();
      const row = page.getByRole("row", { name: /Distinto/ });
      expect(await row.innerText()).toMatch(/471/);
      const saving = page.waitForEvent("download");
      await press(page, /Guardar .*published\.json/);
      expect((await saving).suggestedFilename()).toMatch(/^01\.1-.*-published\.json$/);
      await page.getByRole("link", { name: "Inicio" }).click();
      await page.getByRole("link", { name: /Alarma/ }).waitFor();
    }),
  );

  it.skipIf(browser === null)(`refuses with a reason of its own${why}`, () =>
    evening(false, async (all) => {
      const { page, site } = all;
      await prepare(all);
      await readByPhoto(page, site);
      await open(page, site, "decide");
      await press(page, "Rechazar con un motivo");
      await page.getByLabel("Otro motivo").check();
      await press(page, "Rechazar");
      await page.getByText("Escriba el motivo en una línea").waitFor();
      await page.getByLabel("Escriba el motivo").fill("La caja estaba abierta\ncuando llegué");
      await press(page, "Rechazar");
      await page.getByRole("heading", { name: "Rechazado" }).waitFor();
      const { decision, acta } = await readAnswer(page);
      expect([decision, acta]).toEqual([
        { decision: "refused", reason: "La caja estaba abierta cuando llegué" },
        [],
      ]);
      await page.getByRole("link", { name: "Listo" }).click();
      await page.getByText("Rechazada por usted").waitFor();
    }),
  );
});

/** With what a camera writes beside its picture. */
async function addPhoto(page: Page): Promise<void> {
  const buffer = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: "#bbaa99" } })
    .withExif({ IFD0: { Make: "telephone" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "8/1 7/1 0/1" } })
    .jpeg()
    .toBuffer();
  await page.getByLabel("Añadir foto").setInputFiles({ name: "paper.jpg", mimeType: "image/jpeg", buffer });
  await page.getByAltText("Foto 1 del acta en papel").waitFor();
}

const startAgain = (site: Site): Promise<void> => site.start();

async function checkReceived({ received }: Site): Promise<void> {
  const actas = received.filter(({ path }) => path === "/actas").map(({ body }) => body);
  expect(actas.length).toBe(2);
  for (const body of actas) {
    const judged = judgeActa(new Uint8Array(body), verified(), verifyPortably)!;
    const sent = notes.find((note) => decodeUtf8(note)!.startsWith(judged.note.text));
    expect(sent !== undefined && judged.isGenuine && !equalBytes(body, sent)).toBe(true);
    expect(judged.note.signatures.at(-1)?.name).toBe(`${ELECTION}/witness/Unidad/${STATION}/ana-nunez`);
  }
  const photo = received.find(({ type }) => type === "image/jpeg")!;
  const { width, height, exif } = await sharp(photo.body).metadata();
  expect([width, height, exif]).toEqual([2000, 1333, undefined]);
}
