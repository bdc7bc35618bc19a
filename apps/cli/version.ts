/**
 * The version, from the package: one place says it.
 * @module
 */
import own from "./package.json" with { type: "json" };

export const VERSION: string = own.version;
