/**
 * Settings and help: installing, whether the program is ready to be used without a network, what is kept, erasing it.
 * Spec: spec/witness-app.md, section 1.
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import { eraseEverything } from "./actions.ts";
import type { Installing } from "./installing.ts";
import { Fact, Heading, type ScreenProps, SureButton } from "./parts.tsx";

export function MoreScreen({ app, t, go, installing }: ScreenProps & { readonly installing: Installing }) {
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    void installing.isReady().then(setReady);
  }, []);
  return (
    <>
      <Heading>{t.t("witness.more.heading")}</Heading>
      <Fact sign={isReady ? "good" : "todo"}>
        {t.t(isReady ? "witness.more.ready" : "witness.more.notReady")}
      </Fact>
      <h2>{t.t("witness.more.install")}</h2>
      {installing.isInstalled() ? (
        <Fact sign="good">{t.t("witness.more.installed")}</Fact>
      ) : (
        <>
          <p>{t.t("witness.more.install.how")}</p>
          {installing.offer() !== null && (
            <button type="button" class="main" onClick={() => void installing.offer()?.()}>
              {t.t("witness.more.install.button")}
            </button>
          )}
        </>
      )}
      <h2>{t.t("witness.more.privacy")}</h2>
      <p>{t.t("witness.more.privacy.text")}</p>
      <SureButton
        t={t}
        label={t.t("witness.more.erase")}
        warning={t.t("witness.more.erase.sure")}
        yes={t.t("witness.more.erase.yes")}
        onYes={() => void eraseEverything(app).then(() => go(""))}
      />
    </>
  );
}
