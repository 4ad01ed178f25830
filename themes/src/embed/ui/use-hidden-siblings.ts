import { useLayoutEffect, type RefObject } from "react";

/** Shows the layer of the dialogs while it contains a dialog. The browser hides the rest of the document from screen readers. */
export function useHiddenSiblings(inside: RefObject<HTMLElement | null>) {
  useLayoutEffect(() => {
    const layer = inside.current?.closest("dialog");
    // before PatternFly moves focus into the dialog, because an element that is not shown cannot have focus
    if (layer && !layer.open) {
      layer.showModal();
    }
    return () =>
      // another dialog may follow at once
      queueMicrotask(() => {
        if (layer?.childElementCount === 0) {
          layer.close();
        }
      });
  }, [inside]);
}
