import type { View } from "./embedding";
import { loadMessages, loadView, OWN_ISSUER } from "./files";
import { releaseSlot, takeSlot } from "./slots";

/** Returns an access token of the application's user. With `refresh`, the server has refused the last one. */
export type GetToken = (options: {
  refresh: boolean;
}) => Promise<string | null | undefined> | string | null | undefined;

/** The page, from the request for its files until it is removed. */
interface Visit {
  readonly slot: number;
  view?: View;
}

/** The custom element `<org-api-keys>`: see docs/embedded.md. */
export class OrgApiKeysElement extends HTMLElement {
  static readonly observedAttributes = ["color-scheme", "issuer", "locale", "organization"];

  readonly #root: ShadowRoot;
  #getToken: GetToken | null = null;
  #waiting: (() => void)[] = [];
  #visit: Visit | undefined;
  #isRestarting = false;

  constructor() {
    super();
    // in an open root, the browser and assistive technologies find the element that has focus
    this.#root = this.attachShadow({ mode: "open" });
    const early = Object.getOwnPropertyDescriptor(this, "getToken");
    if (early) {
      // the application has set the property before this class was loaded
      delete (this as { getToken?: unknown }).getToken;
      this.getToken = early.value as GetToken;
    }
  }

  get getToken(): GetToken | null {
    return this.#getToken;
  }

  set getToken(callback: GetToken | null) {
    this.#getToken = callback;
    if (callback) {
      this.#waiting.splice(0).forEach((resume) => resume());
    }
  }

  connectedCallback(): void {
    if (this.#visit) {
      // moved within the document
      this.#visit.view?.resume();
    } else {
      this.#show();
    }
  }

  disconnectedCallback(): void {
    // a move within the document must not lose what the user has typed
    setTimeout(() => {
      if (!this.isConnected) {
        this.#leave();
      }
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#visit) {
      return;
    }
    if (name === "color-scheme") {
      this.#visit.view?.refreshColors();
    } else if (!this.#isRestarting) {
      this.#isRestarting = true;
      // once for all attributes that are changed together
      queueMicrotask(() => {
        this.#isRestarting = false;
        this.#leave();
        if (this.isConnected) {
          this.#show();
        }
      });
    }
  }

  #show(): void {
    const visit: Visit = { slot: takeSlot() };
    this.#visit = visit;
    const issuer = (this.getAttribute("issuer") ?? OWN_ISSUER).replace(/\/+$/, "");
    const texts = loadMessages(issuer, this.#locale());
    Promise.all([loadView(visit.slot), texts])
      .then(([{ sheet, view }, { locale, messages }]) => {
        if (this.#visit !== visit) {
          return;
        }
        this.#root.adoptedStyleSheets = [sheet];
        visit.view = view.mount({
          root: this.#root,
          issuer,
          organization: this.getAttribute("organization") ?? undefined,
          locale,
          messages,
          colorScheme: () => this.getAttribute("color-scheme"),
          getToken: (refresh) => this.#token(refresh),
          dispatch: (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true })),
        });
      })
      .catch(async (error: unknown) => {
        const known = await texts.then(
          ({ messages }) => messages,
          () => ({}),
        );
        if (this.#visit === visit) {
          this.#fail(error, known);
        }
      });
  }

  #leave(): void {
    const visit = this.#visit;
    this.#visit = undefined;
    if (visit) {
      visit.view?.unmount();
      this.#root.replaceChildren();
      releaseSlot(visit.slot);
    }
  }

  #locale(): string {
    const named = [this.getAttribute("locale"), this.closest("[lang]")?.getAttribute("lang")];
    return named.find((language) => language) ?? navigator.language;
  }

  async #token(refresh: boolean): Promise<string> {
    if (!this.#getToken) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const token = await this.#getToken?.({ refresh });
    if (typeof token !== "string" || token === "") {
      throw new Error("getToken returned no token");
    }
    return token;
  }

  /** Shows the error without the page, which may not be loaded. */
  #fail(error: unknown, messages: Readonly<Record<string, string>>): void {
    const text = document.createElement("p");
    text.setAttribute("role", "alert");
    text.textContent = messages.orgApiKeysEmbeddedLoadFailed ?? "The API keys could not be loaded.";
    const retry = document.createElement("button");
    retry.type = "button";
    retry.textContent = messages.orgApiKeysUiRetry ?? "Try again";
    retry.addEventListener("click", () => {
      this.#leave();
      this.#show();
    });
    this.#root.replaceChildren(text, retry);
    const message = error instanceof Error ? error.message : String(error);
    this.dispatchEvent(new CustomEvent("load-error", { detail: { code: "unavailable", message }, bubbles: true }));
  }
}
