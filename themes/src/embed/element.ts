import type { GetToken } from "../../../clients/web/src/element";
import { claimsOf } from "./claims";
import type { View } from "./embedding";
import { loadMessages, loadView, OWN_ISSUER } from "./files";
import { releaseSlot, takeSlot } from "./slots";

/** The page, from the request for its files until it is removed. */
interface Visit {
  readonly slot: number;
  view?: View;
  /** The user of the first token. */
  subject?: string;
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
      this.#resume();
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
    } else {
      this.#restart();
    }
  }

  #restart(): void {
    if (this.#isRestarting) {
      return;
    }
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
          getToken: (refresh) => this.#token(visit, refresh),
          dispatch: (type, detail) => {
            // requests that end because the page is removed are no news for the application
            if (this.#visit === visit) {
              this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
            }
          },
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
      this.#resume();
      releaseSlot(visit.slot);
    }
  }

  /** Lets the requests go on that wait for `getToken`. */
  #resume(): void {
    this.#waiting.splice(0).forEach((resume) => resume());
  }

  #locale(): string {
    const named = [this.getAttribute("locale"), this.closest("[lang]")?.getAttribute("lang")];
    return named.find((language) => language) ?? navigator.language;
  }

  async #token(visit: Visit, refresh: boolean): Promise<string> {
    if (!this.#getToken) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    // the page may have been removed while it waited
    const token = this.#visit === visit ? await this.#getToken?.({ refresh }) : undefined;
    if (typeof token !== "string" || token === "") {
      throw new Error("getToken returned no token");
    }
    const { sub: subject } = claimsOf(token);
    visit.subject ??= subject;
    if (subject !== undefined && subject !== visit.subject) {
      // what the user has begun must not be done for another user
      if (this.#visit === visit) {
        this.#restart();
      }
      throw new Error("getToken returned a token of another user");
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
    this.#root.adoptedStyleSheets = [visible()];
    this.#root.replaceChildren(text, retry);
    const message = error instanceof Error ? error.message : String(error);
    this.dispatchEvent(new CustomEvent("load-error", { detail: { code: "unavailable", message }, bubbles: true }));
  }
}

/** The styles of the page, which may be missing, protect the element against the styles of the application. */
function visible(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host { display: block !important }");
  return sheet;
}
