const OURS = "data-org-api-keys-page";

/** Returns the console's own main area. Without an id, it is not the one that we know. */
export function nativeMain(root: ParentNode = document): HTMLElement | null {
  return root.querySelector<HTMLElement>(`main[id]:not([${OURS}])`);
}

/**
 * Our page in place of the console's page. At an address that the console does not know, its main area shows an error.
 * So we hide this area and put our own beside it. The console's React manages only its own area, which stays unchanged.
 */
export class MainArea {
  private native: HTMLElement | undefined;
  private own: HTMLElement | undefined;

  /** Hides the console's main area. Returns ours. */
  enter(native: HTMLElement): HTMLElement {
    if (this.own && this.covers(native)) {
      return this.own;
    }
    this.leave();
    const own = copyOf(native);
    this.native = native;
    this.own = own;
    native.style.display = "none";
    native.after(own);
    return own;
  }

  /** Whether our area is in place of this area of the console. */
  covers(native: HTMLElement): boolean {
    return native === this.native && this.own?.isConnected === true;
  }

  /** Removes our area and shows that of the console again. */
  leave(): void {
    this.own?.remove();
    if (this.native) {
      this.native.style.display = "";
    }
    this.native = this.own = undefined;
  }
}

function copyOf(native: HTMLElement): HTMLElement {
  const own = native.cloneNode(false) as HTMLElement;
  own.removeAttribute("id");
  own.removeAttribute("style");
  own.setAttribute(OURS, "");
  // in a narrow window, PatternFly closes the navigation on these events of the console's area
  for (const type of ["mousedown", "touchstart"]) {
    own.addEventListener(type, () => native.dispatchEvent(new Event(type)), { passive: true });
  }
  return own;
}

/** Shows that the page is loading. PatternFly's React components are not loaded yet. */
export function showSpinner(own: HTMLElement): void {
  if (own.childElementCount === 0) {
    own.innerHTML =
      '<div class="pf-v5-l-bullseye"><svg class="pf-v5-c-spinner pf-m-xl" role="progressbar" viewBox="0 0 100 100">' +
      '<circle class="pf-v5-c-spinner__path" cx="50" cy="50" r="45" fill="none"/></svg></div>';
  }
}
