/**
 * The published JSON schema of an election definition, ready to judge by: shapes, characters, sizes.
 *
 * What it cannot say (an option's candidate exists, the seats are not more than the candidates) is in validation-*.ts.
 * Spec: spec/election.md.
 * @module
 */
import document from "../../spec/election.schema.json" with { type: "json" };
import { readSchema } from "../json-schema.ts";

export const ELECTION_SCHEMA = readSchema(document);
export const OUTCOME_SCHEMA = readSchema(document.properties.contests.items.properties.outcome);
