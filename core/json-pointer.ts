/**
 * JSON pointers (RFC 6901): how a fault names its place in a file.
 * @module
 */

/** One step of a pointer, escaped (section 3). */
export const pointerStep = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
