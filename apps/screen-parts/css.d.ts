/**
 * A style sheet is text here: the bundler hands it over as written (adapters/web-bundle.ts).
 * @module
 */
declare module "*.css" {
  const text: string;
  export default text;
}
