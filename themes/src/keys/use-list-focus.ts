import { useEffect, useState, type RefObject } from "react";
import { isFocusLost } from "../host/focus";
import { useFocusReturn } from "../ui/use-focus-return";

interface ListFocus {
  /** The id of the key whose link gets focus. */
  readonly leftRow: string | undefined;
  /** Called when the list shows other keys. */
  readonly forgetLeft: () => void;
  readonly fallback: RefObject<HTMLDivElement>;
  readonly remember: () => void;
}

/**
 * Returns focus to the link of the key whose page the user has just left, and to the element that opened a dialog. If the
 * element is not on the page, focuses the list.
 *
 * @param left the id of the key whose page the user has just left
 * @param isOpen whether a dialog is open
 * @param data the loaded keys
 */
export function useListFocus(left: string | undefined, isOpen: boolean, data: unknown): ListFocus {
  const [leftRow, setLeftRow] = useState(left);
  const { fallback, remember } = useFocusReturn(isOpen, data);
  // the key may be deleted, or on another page of the list
  useEffect(() => {
    if (leftRow !== undefined && data !== undefined && isFocusLost()) {
      fallback.current?.focus({ preventScroll: true });
    }
  }, [leftRow, data, fallback]);
  return { leftRow, forgetLeft: () => setLeftRow(undefined), fallback, remember };
}
