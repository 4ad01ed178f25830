/** Returns the element that has focus. Finds it in a shadow root, too. */
export function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) {
    element = element.shadowRoot.activeElement;
  }
  return element;
}

/** Whether no element has focus. A browser removes focus when the element that has it is removed. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** Finds an element by its id in the document or the shadow root that contains the other element. */
export function elementById(id: string, near: Node): HTMLElement | null {
  const root = near.getRootNode();
  return root instanceof Document || root instanceof ShadowRoot ? root.getElementById(id) : null;
}
