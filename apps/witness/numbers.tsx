/**
 * The numbers of an acta, as large as a telephone allows, with the names that the ballot gives them.
 *
 * Spoken option by option: a name and its number are one row of a table. Spec: spec/witness-app.md, section 5.
 * @module
 */
import type { Contest } from "@triplicate/core/election/definition.ts";
import type { Acta } from "@triplicate/core/statement/acta.ts";
import { optionWords } from "./acta-words.ts";
import type { ScreenProps } from "./parts.tsx";

type NumbersProps = Pick<ScreenProps, "t"> & { readonly acta: Acta; readonly contest: Contest | null };

export function Numbers({ t, acta, contest }: NumbersProps) {
  const { votes, running } = acta;
  const totals = [
    ["blank", acta.blank],
    ["null", acta.null],
    ["ballots", acta.ballots],
    ["checkedIn", acta["checked-in"]],
    ["registered", acta.registered],
    ["spoiled", acta.spoiled],
  ] as const;
  return (
    <>
      <table class="numbers">
        <caption>{t.t("witness.acta.votes")}</caption>
        <thead class="unseen">
          <tr>
            <th scope="col">{t.t("witness.acta.option")}</th>
            <th scope="col">{t.t("witness.acta.number")}</th>
          </tr>
        </thead>
        <tbody>
          {votes.options.map((id, i) => {
            const { name, about } = optionWords(id, contest);
            return (
              <tr key={id}>
                <th scope="row">
                  {name}
                  {about !== "" && <span class="about">{about}</span>}
                </th>
                <td>{t.number(votes.votes[i]!)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <table class="numbers totals">
        <caption>{t.t("witness.acta.totals")}</caption>
        <tbody>
          {totals.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{t.t(`witness.acta.${name}`)}</th>
              <td>{t.number(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {running !== undefined && (
        <table class="numbers totals">
          <caption>{t.t("witness.acta.running.table")}</caption>
          <tbody>
            {running.options.map((id, i) => (
              <tr key={id}>
                <th scope="row">{optionWords(id, contest).name}</th>
                <td>{t.number(running.votes[i]!)}</td>
              </tr>
            ))}
            {(["blank", "null", "ballots", "spoiled"] as const).map((name) => (
              <tr key={name}>
                <th scope="row">{t.t(`witness.acta.${name}`)}</th>
                <td>{t.number(running[name])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
