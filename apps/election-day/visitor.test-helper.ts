/**
 * A visitor of an election day, playing everybody in turn by the words on the screens: poll workers, a voter, a witness with a telephone.
 * @module
 */
import type { Language } from "@triplicate/core/text.ts";
import {
  type MachineMessageId,
  machineTranslator,
  type WitnessMessageId,
  witnessTranslator,
} from "@triplicate/ui/screen-messages.ts";
import { film } from "@triplicate/witness/site.test-helper.ts";
import type { Page } from "playwright-core";
import sharp from "sharp";
import type { RunningDay } from "./day.ts";

/** Told of each screen, by the name of its picture. */
export type Look = (page: Page, name: string) => Promise<void>;
export const NO_LOOK: Look = async () => {};

export type Visitor = {
  readonly day: RunningDay;
  /** Where the machine's screens are. */
  readonly machine: Page;
  readonly language: Language;
  readonly look: Look;
};

type Values = Readonly<Record<string, string | number>>;

const saying = ({ language }: Visitor) => {
  const words = machineTranslator(language);
  return (id: MachineMessageId, values?: Values): string => words.t(id, values);
};

const press = (page: Page, name: string | RegExp): Promise<void> =>
  page
    .getByRole("button", { name, exact: typeof name === "string" })
    .first()
    .click();

const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole("heading", { name }).first().waitFor();

/** Shows the cards one after the other; the second only where two are asked for. */
export async function unlock(visitor: Visitor, how: "one" | "two"): Promise<void> {
  const { machine, day } = visitor;
  const t = saying(visitor);
  // Between two people the machine speaks the language of its papers.
  await press(machine, t("screen.languageName"));
  await press(machine, t("locked.unlock"));
  await showCard(visitor, 0);
  if (how === "one") return;
  await press(machine, t("worker.second"));
  await showCard(visitor, 1);
  void day;
}

async function showCard(visitor: Visitor, index: number): Promise<void> {
  const { machine, day } = visitor;
  const t = saying(visitor);
  const card = day.package.cards[index]!;
  await press(machine, t("unlock.demo.card", { name: card.name, pin: card.pin }));
  await heading(machine, t("unlock.pin"));
  for (const digit of card.pin) await press(machine, digit);
  await press(machine, t("unlock.pin.done"));
  await machine.getByRole("heading", { name: t("unlock.pin") }).waitFor({ state: "detached" });
}

export async function openStation(visitor: Visitor): Promise<void> {
  const { machine, look } = visitor;
  const t = saying(visitor);
  await unlock(visitor, "one");
  await look(machine, "worker-open");
  await press(machine, t("opening.tape.print"));
  await heading(machine, t("opening.check"));
  await press(machine, t("worker.second"));
  await showCard(visitor, 1);
  await press(machine, t("opening.open.now"));
  await heading(machine, t("voting.open"));
  await look(machine, "worker-menu");
  await press(machine, t("worker.lock"));
  await heading(machine, t("locked.open"));
}

/** The voter chooses the option of that name, or nobody; `doubts`: says no to that many papers first. */
export async function vote(visitor: Visitor, option: string | null, doubts = 0): Promise<void> {
  const { machine, look } = visitor;
  const t = saying(visitor);
  await unlock(visitor, "one");
  await press(machine, t("voting.let-in"));
  await heading(machine, t("language.title"));
  await look(machine, "voter-language");
  await machine.getByRole("button", { name: t("language.choose") }).click();
  for (let round = 0; ; round += 1) {
    await choose(visitor, option);
    await look(machine, "voter-review");
    await press(machine, t("review.print"));
    await heading(machine, t("compare.title"));
    await look(machine, "voter-compare");
    if (round >= doubts) break;
    await press(machine, t("compare.no"));
    await press(machine, t("compare.no.void"));
    await look(machine, "voter-again");
    await press(machine, t("again.begin"));
  }
  await press(machine, t("compare.yes"));
  await heading(machine, t("thanks.title"));
  await look(machine, "voter-thanks");
  // The first paper in the tray is this voter's.
  await machine
    .getByRole("button", { name: t("tray.box") })
    .first()
    .click();
  await press(machine, t("thanks.done"));
  await heading(machine, t("locked.open"));
}

async function choose(visitor: Visitor, option: string | null): Promise<void> {
  const { machine, look } = visitor;
  const t = saying(visitor);
  const name = option ?? t("contest.blank");
  const card = machine.getByRole("main").getByText(name, { exact: false }).first();
  await card.waitFor();
  await card.click();
  await look(machine, "voter-choose");
  await press(machine, t("screen.next"));
  await heading(machine, t("review.title"));
}

/** `early`: which of the reasons for closing before the hour, where it is before the hour. */
export async function closeStation(
  visitor: Visitor,
  signatures: number,
  early: "all" | "order" | null = null,
): Promise<void> {
  const { machine, look } = visitor;
  const t = saying(visitor);
  await unlock(visitor, "one");
  await press(machine, t("voting.close"));
  await press(machine, t("worker.second"));
  await showCard(visitor, 1);
  const register = machine.getByRole("heading", { name: t("closing.register") });
  await register
    .or(machine.getByRole("button", { name: t("voting.close") }))
    .first()
    .waitFor();
  if (!(await register.isVisible())) await press(machine, t("voting.close"));
  await register.waitFor();
  for (const digit of String(signatures)) await press(machine, digit);
  await press(machine, t("screen.next"));
  if (early !== null) await press(machine, t(`closing.early.${early}`));
  await press(machine, t("closing.now"));
  await press(machine, t("count.now"));
  await heading(machine, t("count.done"));
  await look(machine, "worker-result");
  await press(machine, t("copies.print", { copies: 5 }));
  await heading(machine, t("witness.title"));
}

/** A film of the acta as it came out of the printer, as somebody moves a telephone along the paper. */
export async function filmOfActa(day: RunningDay): Promise<Buffer> {
  const { machine } = day;
  const headers = { authorization: `Bearer ${machine.token}` };
  const papers = (await (await fetch(new URL("api/papers", machine.url), { headers })).json()) as readonly {
    kind: string;
    picture: string;
  }[];
  const acta = papers.find(({ kind }) => kind === "acta");
  if (acta === undefined) throw new Error("no acta in the tray");
  const svg = Buffer.from(await (await fetch(new URL(acta.picture, machine.url), { headers })).arrayBuffer());
  const paper = sharp(svg, { density: 72 }).flatten({ background: "#ffffff" });
  const { width = 0, height = 0 } = await paper.metadata();
  const pictures: Buffer[] = [];
  const window = width;
  for (let top = 0; top < height - window / 2; top += Math.floor(window / 3)) {
    const tall = Math.min(window, height - top);
    pictures.push(await paper.clone().extract({ left: 0, top, width, height: tall }).png().toBuffer());
  }
  return film(pictures);
}

export type Telephone = {
  readonly page: Page;
  readonly address: string;
  readonly language: Language;
  readonly look: Look;
};

const onPhone = ({ language }: Telephone) => {
  const words = witnessTranslator(language);
  return (id: WitnessMessageId, values?: Values): string => words.t(id, values);
};

/** The witness's data of the station, compared, and the witness of the demonstration. */
export async function preparePhone(phone: Telephone, witness: string): Promise<void> {
  const t = onPhone(phone);
  await phone.page.goto(phone.address);
  await press(phone.page, t("witness.station.same"));
  await press(phone.page, t("witness.station.play", { witness }));
  await heading(phone.page, t("witness.home.heading"));
  await phone.look(phone.page, "witness-station");
}

/** Reads the acta with the camera. */
export async function scanActa(phone: Telephone): Promise<void> {
  const { page, look } = phone;
  const t = onPhone(phone);
  await page
    .getByRole("link", { name: t("witness.scan.heading") })
    .first()
    .click();
  await page
    .getByRole("heading", { name: t("witness.scan.heading") })
    .first()
    .waitFor();
  await look(page, "witness-scan");
  await page.waitForURL("**/#/acta", { timeout: 60_000 });
  await page.getByText(t("witness.acta.genuine")).first().waitFor();
  await look(page, "witness-acta");
}

export async function signActa(phone: Telephone): Promise<void> {
  const { page, look } = phone;
  const t = onPhone(phone);
  await page.getByText(t("witness.acta.compare")).first().click();
  await heading(page, t("witness.decide.heading"));
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await press(page, t("witness.decide.sign"));
  await heading(page, t("witness.answer.heading.signed"));
  await look(page, "witness-answer");
  await press(page, t("witness.answer.hand"));
  await page.getByText(t("witness.answer.handed")).first().waitFor();
}

export async function refuseActa(phone: Telephone): Promise<void> {
  const { page } = phone;
  const t = onPhone(phone);
  await page.getByText(t("witness.acta.compare")).first().click();
  await heading(page, t("witness.decide.heading"));
  await press(page, t("witness.decide.refuse.open"));
  await page.getByText(t("witness.decide.refuse.access")).first().click();
  await press(page, t("witness.decide.refuse"));
  await heading(page, t("witness.answer.heading.refused"));
  await press(page, t("witness.answer.hand"));
  await page.getByText(t("witness.answer.handed")).first().waitFor();
}

/** Everybody has answered: seal and transmit. */
export async function sealAndTransmit(visitor: Visitor): Promise<void> {
  const { machine, look } = visitor;
  const t = saying(visitor);
  await heading(machine, t("witness.all"));
  await look(machine, "worker-witnesses");
  await press(machine, t("witness.decided"));
  await press(machine, t("seal.now"));
  await press(machine, t("send.now"));
  await heading(machine, t("sent.title"));
  await look(machine, "worker-sent");
}

/** Asks the centre about the acta that was kept; the words that the telephone then shows. */
export async function askAtHome(phone: Telephone, picture: string): Promise<string> {
  const { page, look } = phone;
  const t = onPhone(phone);
  await page.getByRole("button", { name: t("witness.keptActa.ask") }).click();
  await page
    .getByText(
      new RegExp(`${t("witness.keptActa.published.same")}|${t("witness.alarm.numbers-differ.title")}`),
    )
    .first()
    .waitFor();
  await look(page, picture);
  return page.getByRole("main").innerText();
}

/** A key of this telephone's own, and the request to be accredited. */
export async function makeKey(page: Page, language: Language, name: string): Promise<void> {
  const { t } = witnessTranslator(language);
  await page.getByLabel(t("witness.key.name")).fill(name);
  await press(page, t("witness.key.make"));
  await page.locator("svg").last().waitFor();
}
