import { useEffect, useRef } from "react";
import { focused, isFocusLost } from "../host/focus";

/**
 * Returns focus to the element that had focus before the first of several consecutive dialogs. Each dialog itself would
 * return focus to an element of the previous dialog, which is closed. If the original element was removed, for example
 * with a deleted row, focuses the fallback.
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
      // after the dialog itself has restored focus
      const timer = setTimeout(() => {
        if (isFocusLost()) {
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
  // reloading the list can remove the row whose button has focus
  useEffect(() => {
    if (hasBeenOpen.current && isFocusLost()) {
      fallback.current?.focus({ preventScroll: true });
    }
  }, [list]);
  return {
    fallback,
    remember: () => {
      opener.current ??= focused();
    },
  };
}
