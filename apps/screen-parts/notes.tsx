/**
 * A message in a frame: its sign and its word say what it is, its colour only repeats it.
 * @module
 */
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icons.tsx";

const SIGNS = { warning: "warning", alert: "cross", calm: "check", plain: "help" } as const satisfies Record<
  string,
  IconName
>;

export type NoteProps = {
  readonly kind?: keyof typeof SIGNS;
  readonly icon?: IconName;
  readonly children: ComponentChildren;
  /** Said when it appears. */
  readonly isLive?: boolean;
};

export function Note({ kind = "plain", icon = SIGNS[kind], children, isLive = false }: NoteProps) {
  return (
    <div class={`note ${kind}`} role={isLive ? "alert" : undefined}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}
