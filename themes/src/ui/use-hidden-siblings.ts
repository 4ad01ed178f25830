import { useLayoutEffect, type RefObject } from "react";

/**
 * Keeps the rest of the page hidden from screen readers while a dialog is open. PatternFly hides it when the dialog
 * opens. But the dialogs of the console, which use the same elements, make it visible again when their page is replaced,
 * even if they are closed.
 */
export function useHiddenSiblings(inside: RefObject<HTMLElement | null>) {
  useLayoutEffect(() => {
    const own = inside.current?.closest("body > *");
    const observer = new MutationObserver((changes) => {
      for (const { target } of changes) {
        if (target instanceof Element && !target.hasAttribute("aria-hidden")) {
          target.setAttribute("aria-hidden", "true");
        }
      }
    });
    for (const sibling of document.body.children) {
      if (sibling !== own) {
        observer.observe(sibling, { attributeFilter: ["aria-hidden"] });
      }
    }
    return () => observer.disconnect();
  }, [inside]);
}
