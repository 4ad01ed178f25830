const TEXT_FIELD = "input:not([type=checkbox], [type=radio]), textarea, select";

/**
 * Keeps what the user types into a field from the application. The application sees the element as the target of the
 * event, not the field, and would handle the character as a shortcut.
 */
export function keepTyping(event: Event): void {
  if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey) {
    return;
  }
  const [target] = event.composedPath();
  const isTyping = event.key.length === 1 || event.key === "Backspace" || event.key === "Delete";
  if (isTyping && target instanceof Element && target.matches(TEXT_FIELD)) {
    event.stopPropagation();
  }
}

/**
 * Keeps the browser from closing the layer of the dialogs. Only the dialog itself decides whether it closes: one that
 * shows a secret does not. Must be a listener outside of the layer, because dialogs ignore an event that is already
 * handled.
 */
export function keepDialog(event: KeyboardEvent): void {
  if (event.key === "Escape") {
    event.preventDefault();
  }
}
