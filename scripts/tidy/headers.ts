/**
 * Every source file opens with its design: a comment that says what it is and what it leaves to others, with @module.
 * @module
 */
import { type Breach, isCode, isTest, type Repository } from "./repository.ts";

const HEADER = /^(#!.*\n)?\/\*\*((?!\*\/)[\s\S])*@module/;

export function checkHeaders(repository: Repository): Breach[] {
  const breaches: Breach[] = [];
  for (const [path, text] of repository.files) {
    // A test's design is that of the file beside it; what stands at the root configures a tool.
    if (!isCode(path) || !path.includes("/") || isTest(path) || HEADER.test(text)) continue;
    const remedy = "begin with /** what it is, what it follows, what it leaves to others … @module */";
    breaches.push({ file: path, line: 1, message: "the file does not say what it is", remedy });
  }
  return breaches;
}
