/**
 * A question that must be answered before anything else: the browser's own dialog, so that focus stays in it and comes back.
 * @module
 */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

export type DialogProps = {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Escape: the answer that changes nothing. Without it only a button answers. */
  readonly onEscape?: () => void;
  readonly class?: string;
  /** A warning that breaks in, said at once. */
  readonly isUrgent?: boolean;
};

export function Dialog({ title, children, onEscape, class: className = "", isUrgent = false }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  // At once: what closes late would take the focus from whoever has gone on.
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    if (dialog !== null && !dialog.open) dialog.showModal();
    heading.current?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog ${className}`}
      role={isUrgent ? "alertdialog" : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onEscape?.();
      }}
    >
      <h2 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}
