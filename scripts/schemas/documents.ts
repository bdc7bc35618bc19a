/**
 * Every published schema by its file: what `npm run schemas` writes and what its test compares.
 * @module
 */
import { AnnouncedSchema } from "./announced.ts";
import { ElectionSchema } from "./election.ts";
import { MappingSchema } from "./mapping.ts";

/** What a document is comes first; the library puts it last. */
const published = ({ $schema, $id, title, ...rules }: Readonly<Record<string, unknown>>): object => ({
  $schema,
  $id,
  title,
  ...rules,
});

export const DOCUMENTS: Readonly<Record<string, object>> = {
  "spec/election.schema.json": published({ ...ElectionSchema }),
  "spec/mapping.schema.json": published({ ...MappingSchema }),
  "spec/announced.schema.json": published({ ...AnnouncedSchema }),
};
