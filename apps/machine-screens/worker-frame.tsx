/**
 * The frame of every poll worker's screen: where in the day one is, who has unlocked it, what is wrong, and then the step itself.
 * @module
 */
import type { ComponentChildren } from "preact";
import { Frame } from "./frame.tsx";
import { DayProgress, UnlockedCards, Warnings } from "./worker-status.tsx";
import { WorkerTools } from "./worker-tools.tsx";

export type WorkerFrameProps = {
  readonly screen: string;
  readonly title: string;
  readonly children: ComponentChildren;
  /** The next step, and beside it what else may be done. */
  readonly foot?: ComponentChildren;
  /** A step within a step, which needs the room. */
  readonly isInner?: boolean;
};

export function WorkerFrame({ screen, title, children, foot, isInner = false }: WorkerFrameProps) {
  return (
    <Frame
      screen={`worker-${screen}`}
      class="worker"
      title={title}
      tools={<WorkerTools />}
      foot={foot}
      above={isInner ? undefined : <DayProgress />}
    >
      <Warnings />
      {children}
      {!isInner && <UnlockedCards />}
    </Frame>
  );
}
