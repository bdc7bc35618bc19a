/**
 * Questions to a person at a terminal. A command takes `Ask` as an argument; tests answer in its place.
 * Questions go where errors go, so that a command's output may be sent to a file; of a secret nothing is shown.
 * @module
 */
import { confirm, isCancel, password, text } from "@clack/prompts";
import type { Translator } from "@triplicate/ui/messages.ts";
import { UsageError } from "./io.ts";

export type Ask = {
  /** Asks again until `fault` has nothing to say. */
  text(message: string, fault: (answer: string) => string | null): Promise<string>;
  secret(message: string): Promise<string>;
  /** No, unless said otherwise. */
  confirm(message: string): Promise<boolean>;
};

export function askAtTerminal({ t }: Translator): Ask {
  const cancelled = () => new UsageError(t("package.ask.cancelled"));
  return {
    text: async (message, fault) => {
      const answer = await text({
        message,
        output: process.stderr,
        validate: (given = "") => fault(given) ?? undefined,
      });
      if (isCancel(answer)) throw cancelled();
      return answer.trim();
    },
    secret: async (message) => {
      const answer = await password({ message, mask: "", output: process.stderr });
      if (isCancel(answer)) throw cancelled();
      return answer;
    },
    confirm: async (message) => {
      const answer = await confirm({ message, initialValue: false, output: process.stderr });
      if (isCancel(answer)) throw cancelled();
      return answer;
    },
  };
}
