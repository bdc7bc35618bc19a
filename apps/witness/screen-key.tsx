/**
 * The witness's key: asked for once, made on the telephone, and shown as a code that their party puts on its list.
 * Spec: spec/witness-app.md, section 2.
 * @module
 */
import { identifier } from "@triplicate/core/note/fields.ts";
import { createNoteKey, keyFingerprint, SIGNATURE_TYPE } from "@triplicate/core/note/key.ts";
import { isPersonName, scopeText } from "@triplicate/core/statement/station-fields.ts";
import { Qr } from "@triplicate/screen-parts/qr.tsx";
import { useState } from "preact/hooks";
import { createIdentity, forgetIdentity } from "./actions.ts";
import { currentKit, ownWitness } from "./app.ts";
import { asked, CopyButton, Fact, Heading, type ScreenProps, SureButton, TextField } from "./parts.tsx";
import type { Identity } from "./store.ts";

export function KeyScreen(props: ScreenProps) {
  const { t, state } = props;
  const { identity, trouble } = state;
  return (
    <>
      <Heading>{t.t("witness.key.heading")}</Heading>
      {identity === null && <p class="lead">{t.t("witness.key.why")}</p>}
      {trouble !== null ? (
        <div class="banner banner-note">
          <Fact sign="note">{t.t(`witness.trouble.${trouble}`)}</Fact>
        </div>
      ) : identity === null ? (
        <KeyForm {...props} />
      ) : (
        <OwnKey {...props} identity={identity} />
      )}
    </>
  );
}

const SCOPES = ["station", "place", "region", "election"] as const;
type ScopeKind = (typeof SCOPES)[number];
type Draft = { election: string; party: string; name: string; kind: ScopeKind; id: string };
type Field = "election" | "party" | "name" | "scope";

/** From the address that a party gave: `/?election=ve-bolivar-2017&party=MUD&scope=station&at=080101001.01`. */
const draftFromAddress = (election: string): Draft => ({
  election: asked("election") || election,
  party: asked("party"),
  name: "",
  kind: SCOPES.find((name) => name === asked("scope")) ?? "station",
  id: asked("at") || asked("station"),
});

const scopeOf = ({ kind, id }: Draft): string => (kind === "election" ? kind : `${kind}/${id.trim()}`);

function faultsOf(draft: Draft): Field[] {
  const faults: Field[] = [];
  if (identifier.parse(draft.election.trim()) === null) faults.push("election");
  if (identifier.parse(draft.party.trim()) === null) faults.push("party");
  if (!isPersonName(draft.name.trim())) faults.push("name");
  if (scopeText.parse(scopeOf(draft)) === null || witnessId(draft) === null) faults.push("scope");
  return faults;
}

/** Where they stand and who they are, in letters that an id may have; whoever keeps the list may give another. */
function witnessId(draft: Draft): string | null {
  const plain = (text: string) =>
    text
      .normalize("NFD")
      .replaceAll(/\p{Mn}/gu, "")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "");
  const isId = draft.kind === "station" || draft.kind === "place";
  const where = draft.kind === "election" ? "" : `${isId ? draft.id.trim() : plain(draft.id)}/`;
  const who = plain(draft.name.trim()).slice(0, 20) || "testigo";
  return identifier.parse(`${draft.party.trim()}/${where}${who}`);
}

function KeyForm({ app, state, t }: ScreenProps) {
  const [draft, setDraft] = useState(() => draftFromAddress(currentKit(state)?.kit.definition.id ?? ""));
  const [faults, setFaults] = useState<readonly Field[]>([]);
  const [isMaking, setMaking] = useState(false);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const fault = (field: Field) => (faults.includes(field) ? t.t(`witness.key.bad.${field}`) : undefined);
  const make = async () => {
    const found = faultsOf(draft);
    setFaults(found);
    if (found.length > 0) {
      document.getElementById(`key-${found[0]}`)?.focus();
      return;
    }
    setMaking(true);
    await createIdentity(app, {
      election: draft.election.trim(),
      witness: witnessId(draft)!,
      party: draft.party.trim(),
      scope: scopeOf(draft),
      name: draft.name.trim(),
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
      noValidate
    >
      {(["election", "party", "name"] as const).map((field) => (
        <TextField
          key={field}
          id={`key-${field}`}
          type={field === "name" ? "name" : "code"}
          label={t.t(`witness.key.${field}`)}
          hint={t.t(`witness.key.${field}.hint`)}
          value={draft[field]}
          fault={fault(field)}
          onInput={(value) => set({ [field]: value })}
        />
      ))}
      <fieldset>
        <legend>{t.t("witness.key.scope")}</legend>
        {SCOPES.map((kind) => (
          <label key={kind} class="choice">
            <input type="radio" name="scope" checked={draft.kind === kind} onChange={() => set({ kind })} />
            <span>{t.t(`witness.key.scope.${kind}`)}</span>
          </label>
        ))}
      </fieldset>
      {draft.kind !== "election" && (
        <TextField
          id="key-scope"
          type="code"
          label={t.t(`witness.key.scopeId.${draft.kind}`)}
          value={draft.id}
          fault={fault("scope")}
          onInput={(id) => set({ id })}
        />
      )}
      <button type="submit" class="main" disabled={isMaking}>
        {t.t(isMaking ? "witness.key.making" : "witness.key.make")}
      </button>
    </form>
  );
}

function OwnKey({ app, state, t, identity }: ScreenProps & { readonly identity: Identity }) {
  const { request, key } = identity;
  const witness = ownWitness(state, currentKit(state));
  const fingerprint = keyFingerprint(createNoteKey("witness", SIGNATURE_TYPE.ed25519, key.publicKey));
  return (
    <>
      {witness !== null && (
        <Fact sign="good">{t.t("witness.home.step.key.listed", { witness: witness.id })}</Fact>
      )}
      {key.isDemo && <Fact sign="note">{t.t("witness.key.demo", { witness: witness?.id ?? "" })}</Fact>}
      {request !== null && (
        <>
          <h2>{t.t("witness.key.show")}</h2>
          <p>{t.t("witness.key.show.how")}</p>
          <Qr
            class="qr qr-large"
            correction="low"
            text={request.line}
            label={t.t("witness.key.qr", { name: request.name, witness: request.witness })}
          />
          <div class="buttons">
            <CopyButton t={t} text={request.line} label={t.t("witness.key.copy")} />
            {navigator.share !== undefined && (
              <button
                type="button"
                onClick={() => void navigator.share({ text: request.line }).catch(() => {})}
              >
                {t.t("witness.key.share")}
              </button>
            )}
          </div>
          <dl class="facts">
            <dt>{t.t("witness.key.name")}</dt>
            <dd>{request.name}</dd>
            <dt>{t.t("witness.key.election")}</dt>
            <dd>{request.election}</dd>
            <dt>{t.t("witness.key.scope")}</dt>
            <dd>{request.scope}</dd>
          </dl>
        </>
      )}
      <dl class="facts">
        <dt>{t.t("witness.key.fingerprint")}</dt>
        <dd class="code">{fingerprint}</dd>
      </dl>
      {state.isPersisted !== null && (
        <Fact sign={state.isPersisted ? "good" : "note"}>
          {t.t(state.isPersisted ? "witness.key.persisted" : "witness.key.notPersisted")}
        </Fact>
      )}
      <SureButton
        t={t}
        label={t.t("witness.key.forget")}
        warning={t.t("witness.key.forget.sure")}
        yes={t.t("witness.key.forget.yes")}
        onYes={() => void forgetIdentity(app)}
      />
    </>
  );
}
