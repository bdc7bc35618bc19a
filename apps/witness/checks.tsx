/**
 * What was checked of an acta, one by one, in plain words; and the verdict that stands above its numbers.
 * Spec: spec/witness-app.md, section 5.
 * @module
 */
import { checkMessage } from "./check-words.ts";
import type { ActaCheck, JudgedActa } from "./judge-acta.ts";
import { Fact, type ScreenProps, type Sign } from "./parts.tsx";

const SIGN = { holds: "good", notice: "note", fails: "bad" } as const satisfies Record<
  ActaCheck["state"],
  Sign
>;

type ChecksProps = Pick<ScreenProps, "t"> & { readonly judged: JudgedActa };
const ORDER = ["fails", "notice", "holds"] as const;

export function Checks({ t, judged }: ChecksProps) {
  return (
    <CheckList t={t} checks={ORDER.flatMap((state) => judged.checks.filter((one) => one.state === state))} />
  );
}

/** What does not simply hold, to be read before any number; a rehearsal has a banner of its own. */
function Remarks({ t, judged }: ChecksProps) {
  const checks = ORDER.flatMap((state) =>
    judged.checks.filter((one) => one.state === state && state !== "holds" && one.check !== "mode"),
  );
  return checks.length === 0 ? null : <CheckList t={t} checks={checks} />;
}

function CheckList({ t, checks }: Pick<ScreenProps, "t"> & { readonly checks: readonly ActaCheck[] }) {
  return (
    <ul class="checks">
      {checks.map((check) => (
        <li key={check.check}>
          <Fact sign={SIGN[check.state]} word={t.t(`witness.acta.state.${check.state}`)}>
            {t.t(checkMessage(check), check.detail)}
          </Fact>
        </li>
      ))}
    </ul>
  );
}

export function Verdict({ t, judged }: ChecksProps) {
  const { isGenuine, isSound, acta } = judged;
  const kind = !isGenuine ? "bad" : isSound ? "good" : "note";
  const message = !isGenuine
    ? "witness.acta.notGenuine"
    : isSound
      ? "witness.acta.genuine"
      : "witness.acta.genuine.flawed";
  return (
    <>
      <div class={`banner banner-${kind}`} role={isSound ? undefined : "alert"}>
        <Fact sign={kind}>{t.t(message)}</Fact>
      </div>
      {acta.mode === "test" && (
        <div class="banner banner-note">
          <Fact sign="note">{t.t("witness.testActa")}</Fact>
        </div>
      )}
      <Remarks t={t} judged={judged} />
    </>
  );
}
