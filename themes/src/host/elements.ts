/** The class of the current tab or link: the same in PatternFly 4, 5 and 6. */
export const CURRENT = "pf-m-current";

/** Returns the innermost element that contains the whole text. */
export function textOf(link: Element): Element | undefined {
  const child = [...link.children].find((element) => element.textContent.trim() !== "");
  return child ? (textOf(child) ?? child) : undefined;
}

// Write only differences, because each change triggers the MutationObserver that called us

export function set(element: Element, attribute: string, value: string | null): void {
  if (element.getAttribute(attribute) !== value) {
    if (value === null) {
      element.removeAttribute(attribute);
    } else {
      element.setAttribute(attribute, value);
    }
  }
}

export function toggle(element: Element, name: string, on: boolean): void {
  if (element.classList.contains(name) !== on) {
    element.classList.toggle(name, on);
  }
}
