import { useEffect, useRef } from "react";

/**
 * Gives focus back to where it was before the first of a row of dialogs: each of them alone would give it to the one before,
 * which is gone. What was focused may be gone as well, as the row of what was deleted.
 */
export function useFocusReturn(isOpen: boolean, list: unknown) {
  const opener = useRef<Element | null>(null);
  const fallback = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  const hasBeenOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) {
      const back = opener.current;
      opener.current = null;
      // after the dialog has taken its own turn
      const timer = setTimeout(() => {
        if (document.activeElement === null || document.activeElement === document.body) {
          (back instanceof HTMLElement && back.isConnected ? back : fallback.current)?.focus();
        }
      });
      wasOpen.current = false;
      return () => clearTimeout(timer);
    }
    wasOpen.current = isOpen;
    hasBeenOpen.current ||= isOpen;
    return undefined;
  }, [isOpen]);
  // the row with the button that has got focus back goes when the list has been loaded again
  useEffect(() => {
    if (hasBeenOpen.current && document.activeElement === document.body) {
      fallback.current?.focus();
    }
  }, [list]);
  return {
    fallback,
    remember: () => {
      opener.current ??= document.activeElement;
    },
  };
}
