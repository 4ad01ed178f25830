/**
 * Keeps the account console's menu, content.json, up to date, and hides our entry from users without an organization.
 *
 * Browsers cache the menu for thirty days, and its URL does not change when this extension is upgraded. A cached menu would
 * point to files that no longer exist, so this script makes the browser revalidate it. The server sends the same menu to
 * all users, so this script also removes the entry for users who are not a member of an organization.
 *
 * This is a classic script, because it must run before the console's modules. It has no static imports.
 */
{
  const load = window.fetch.bind(window);

  const menu = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const answer = await load(input, { ...init, cache: "no-cache" });
    try {
      const { isMember } = await import("./membership.js");
      if (!answer.ok || (await isMember())) {
        return answer;
      }
      const entries = (await answer.clone().json()) as { path?: string }[];
      // The console has a route to a page only if the menu contains it. A hidden group keeps the route.
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
