/**
 * Keeps the account console's menu, content.json, up to date, hides our entry from users without an organization, and shows
 * our page if the console does not.
 *
 * Browsers cache the menu for thirty days, and its URL does not change when this extension is upgraded. A cached menu would
 * point to files that no longer exist, so this script makes the browser revalidate it. The server sends the same menu to
 * all users, so this script also removes the entry for users who are not a member of an organization.
 *
 * This is a classic script, because it must run before the console's modules. It has no static imports.
 */
{
  const load = window.fetch.bind(window);

  const PAGE = /\/content\/org-api-keys\/?$/;

  /** How long we wait for the console to show our page, in milliseconds. */
  const TIMEOUT = 5000;

  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: HTMLElement | undefined;
  let remove: (() => void) | undefined;

  /**
   * Returns the element for our page. Returns undefined at other addresses, and if the console already shows something
   * in the element.
   */
  const emptyMain = (): Element | undefined => {
    const main = PAGE.test(location.pathname) ? document.querySelector("#app main") : null;
    return main?.textContent.trim() === "" && !main.querySelector("[data-org-api-keys-page], [role=progressbar]")
      ? main
      : undefined;
  };

  const show = async (): Promise<void> => {
    const main = emptyMain();
    if (main) {
      const element = document.createElement("div");
      shown = element;
      main.append(element);
      const { show: showPage } = await import("./account.js");
      // the user may have left the page in the meantime
      if (shown === element) {
        remove = showPage(element);
      }
    }
  };

  const update = (): void => {
    if (shown) {
      if (!PAGE.test(location.pathname) || document.querySelector("[data-org-api-keys-page]")) {
        remove?.();
        shown.remove();
        shown = remove = undefined;
      }
    } else {
      clearTimeout(timer);
      timer = emptyMain() && setTimeout(() => void show(), TIMEOUT);
    }
  };

  /**
   * Watches the elements of the console, because no event reports a change of the address. Each change of the address
   * changes the menu.
   */
  const watch = (): void => {
    const app = document.getElementById("app");
    if (app && !watching) {
      watching = true;
      new MutationObserver(update).observe(app, { childList: true, subtree: true, attributes: true });
      addEventListener("popstate", update);
      update();
    }
  };

  let watching = false;

  const menu = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    watch();
    const answer = await load(input, { ...init, cache: "no-cache" });
    try {
      const { isMember } = await import("./membership.js");
      if (!answer.ok || (await isMember())) {
        return answer;
      }
      const entries = (await answer.clone().json()) as { path?: string }[];
      // The console has a route to our page only if the menu contains the entry. An entry in a hidden group is enough.
      const hidden = (entry: { path?: string }) =>
        entry.path === "content/org-api-keys"
          ? { label: "orgApiKeysMenu", isVisible: "orgApiKeysNever", children: [entry] }
          : entry;
      return Response.json(entries.map(hidden));
    } catch {
      return answer;
    }
  };

  window.fetch = (input: RequestInfo | URL, init?: RequestInit) => {
    const address = input instanceof Request ? input.url : String(input);
    const path = address.replace(/[?#].*$/, "");
    return path.endsWith("/content.json") ? menu(input, init) : load(input, init);
  };
}
export {};
