import { useEffect, useLayoutEffect, useRef, type ComponentProps } from "react";
import { OWN } from "../host/isolation";
import { t } from "../host/messages";
import { dialogLayer } from "../host/surroundings";
import { Modal } from "../patternfly";
import { useHiddenSiblings } from "./use-hidden-siblings";

/** PatternFly's modal dialog, with texts in the language of the console. */
export function ModalDialog({ children, ...rest }: Omit<ComponentProps<typeof Modal>, "isOpen" | "ref">) {
  return (
    <Modal isOpen appendTo={dialogLayer} className="org-api-keys-dialog" {...rest}>
      <Inside />
      {children}
    </Modal>
  );
}

/**
 * Translates the label of the close button, because PatternFly has no property for this label and always uses "Close".
 * Keeps the rest of the page hidden.
 */
function Inside() {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const dialog = place.current?.closest("[role=dialog]");
    dialog?.querySelector("button[aria-label=Close]")?.setAttribute("aria-label", t("orgApiKeysUiClose"));
  }, []);
  // the dialog and its backdrop are in an element of the body
  useLayoutEffect(() => place.current?.closest("body > *")?.classList.add(OWN), []);
  useHiddenSiblings(place);
  return <span ref={place} hidden />;
}
