/**
 * A printer on the network: raw bytes over TCP, port 9100, nothing of its own around them.
 * Spec: spec/printing.md, clause 4.1.
 * @module
 */
import { connect } from "node:net";
import type { EscPosLink, OpenLink } from "./escpos-link.ts";

const CONNECT_MILLISECONDS = 5000;

export const openTcp =
  (address: { readonly host: string; readonly port: number }): OpenLink =>
  ({ onData, onBroken }) =>
    new Promise<EscPosLink | null>((resolve) => {
      const socket = connect({ ...address, noDelay: true, keepAlive: true });
      let isOpen = false;
      let isBroken = false;
      const waiting = new Set<() => void>();
      const broken = (): void => {
        if (isBroken) return;
        isBroken = true;
        socket.destroy();
        for (const end of [...waiting]) end();
        if (isOpen) onBroken();
        else resolve(null);
      };
      socket.setTimeout(CONNECT_MILLISECONDS, broken);
      socket.on("error", broken);
      // A printer that half closes prints no more for us.
      socket.on("end", broken);
      socket.on("close", broken);
      socket.on("data", onData);
      socket.on("connect", () => {
        socket.setTimeout(0);
        isOpen = true;
        const write = (bytes: Uint8Array): Promise<boolean> =>
          new Promise((written) => {
            if (isBroken) return written(false);
            const end = (): void => {
              waiting.delete(end);
              written(!isBroken);
            };
            waiting.add(end);
            socket.write(bytes, end);
          });
        resolve({ write, close: () => socket.destroy() });
      });
    });
