/**
 * The account console's menu, content.json, as it has to be today and for whoever is logged in.
 *
 * Browsers keep it for thirty days under an address that stays the same when this extension is upgraded. Then it would lead
 * to files that are gone. So the browser is made to ask whether it changed. And who belongs to no organization has no use
 * for our entry, which the server cannot know: it gives the same menu to everybody.
 *
 * A classic script, because it has to run before the console's modules; it imports nothing at first.
 */
{
  const load = window.fetch.bind(window);

  const menu = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const answer = await load(input, { ...init, cache: "no-cache" });
    try {
      const { belongsSomewhere } = await import("./membership.js");
      if (!answer.ok || (await belongsSomewhere())) {
        return answer;
      }
      const entries = (await answer.clone().json()) as { path?: string }[];
      // not taken out: without it the console would not know the page's address
      const hidden = (entry: { path?: string }) =>
        entry.path === "content/org-api-keys" ? { ...entry, isVisible: "orgApiKeysNever" } : entry;
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
