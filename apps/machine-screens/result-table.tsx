/**
 * The numbers of a count, big, as they stand on the acta. Where the running totals differ from the recount both are shown, and it is said.
 * Spec: spec/station.md, section 6.
 * @module
 */
import { Icon } from "@triplicate/screen-parts/icons.tsx";
import { Note } from "@triplicate/screen-parts/notes.tsx";
import type { BallotContest, ContestNumbers } from "./api.ts";
import { useKiosk } from "./kiosk.ts";
import { optionLines } from "./option-lines.ts";

export function Results() {
  const { view, words } = useKiosk();
  const { tally } = view;
  if (tally === null) return null;
  return (
    <div class="results">
      {!tally.agrees && (
        <Note kind="alert" icon="warning" isLive>
          <h2>{words.t("result.differs")}</h2>
          <p>{words.t("result.differs.text")}</p>
        </Note>
      )}
      <dl class="numbers">
        <div>
          <dt>{words.t("result.checked-in")}</dt>
          <dd>{words.number(tally.checkedIn)}</dd>
        </div>
        <div>
          <dt>{words.t("result.ballots")}</dt>
          <dd>{words.number(tally.ballots)}</dd>
        </div>
        <div>
          <dt>{words.t("result.spoiled")}</dt>
          <dd>{words.number(tally.spoiled)}</dd>
        </div>
      </dl>
      <div class="contest-results">
        {tally.contests.map((numbers) => {
          const contest = view.contests.find(({ id }) => id === numbers.contest);
          return contest === undefined ? null : (
            <ContestResult key={numbers.contest} contest={contest} numbers={numbers} />
          );
        })}
      </div>
    </div>
  );
}

type ContestResultProps = { readonly contest: BallotContest; readonly numbers: ContestNumbers };

function ContestResult({ contest, numbers }: ContestResultProps) {
  const { words } = useKiosk();
  const { running, votes, blank } = numbers;
  return (
    <section class="contest-result">
      <h2>{words.localized(contest.name)}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.t("result.option")}</th>
            <th scope="col">{words.t(running === undefined ? "result.votes" : "result.recount")}</th>
            {running !== undefined && <th scope="col">{words.t("result.running")}</th>}
          </tr>
        </thead>
        <tbody>
          {contest.options.map((option, i) => {
            const [name, party] = optionLines(option);
            return (
              <Row key={option.id} name={name} party={party} value={votes[i]!} running={running?.votes[i]} />
            );
          })}
          <Row name={words.t("result.blank")} value={blank} running={running?.blank} />
          <Row name={words.t("result.null")} value={numbers.null} running={running?.null} />
        </tbody>
      </table>
      <p class="fingerprint">
        <span>{words.t("result.fingerprint")}</span> <strong>{numbers.fingerprint}</strong>
      </p>
    </section>
  );
}

type RowProps = {
  readonly name: string;
  readonly party?: string | undefined;
  readonly value: number;
  readonly running?: number | undefined;
};

function Row({ name, party, value, running }: RowProps) {
  const { words } = useKiosk();
  const differs = running !== undefined && running !== value;
  return (
    <tr class={differs ? "is-different" : ""}>
      <th scope="row">
        {name}
        {party !== undefined && <span class="party">{party}</span>}
      </th>
      <td>{words.number(value)}</td>
      {running !== undefined && (
        <td>
          {differs && <Icon name="warning" />}
          {words.number(running)}
          {differs && <span class="unseen">{words.t("result.row-differs")}</span>}
        </td>
      )}
    </tr>
  );
}
