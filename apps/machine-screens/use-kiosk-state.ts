/**
 * The state of the screens, joined to the daemon.
 * @module
 */
import { useCallback, useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import type { Action } from "./api.ts";
import { connectMachine, type Machine } from "./connection.ts";
import { FIRST_STATE, type KioskEvent, type KioskState, nextState } from "./kiosk-state.ts";

export type JoinedState = {
  readonly state: KioskState;
  readonly machine: Machine;
  readonly change: (event: KioskEvent) => void;
  readonly act: (action: Action) => Promise<boolean>;
};

/** Whatever comes after one of these is another turn. */
const ENDS_TURN: ReadonlySet<Action["do"]> = new Set(["abandon", "dismiss"]);

export function useKioskState(token: string): JoinedState {
  const [state, change] = useReducer<KioskState, KioskEvent>(nextState, FIRST_STATE);
  const machine = useMemo(
    () =>
      connectMachine(token, {
        onView: (view) => change({ is: "view", view }),
        onLost: () => change({ is: "lost" }),
      }),
    [token],
  );
  useEffect(() => machine.close, [machine]);
  const isActing = useRef(false);
  const act = useCallback(
    async (action: Action) => {
      if (isActing.current) return false;
      isActing.current = true;
      try {
        const answer = await machine.act(action);
        if (answer === null) {
          change({ is: "refused", refused: { rule: "no-answer", clause: "9.1", detail: {} } });
          return false;
        }
        change({ is: "refused", refused: answer.ok ? null : answer.refused });
        if (answer.ok && ENDS_TURN.has(action.do) && answer.view.voter === null) change({ is: "turn-over" });
        return answer.ok;
      } finally {
        isActing.current = false;
      }
    },
    [machine],
  );
  return { state, machine, change, act };
}
