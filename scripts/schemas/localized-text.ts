/**
 * The schema of a text in every language of the project.
 * @module
 */
import { Type } from "typebox";

export const LocalizedTextSchema = Type.Object(
  { es: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) },
  { additionalProperties: false, description: "One text in Spanish and in English." },
);
