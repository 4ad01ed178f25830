/**
 * Browsers keep the account console's menu, content.json, for thirty days under an address that stays the same when this
 * extension is upgraded. Then the menu would lead to files that are gone. So the browser is made to ask whether it changed.
 *
 * A classic script, because it has to run before the console's modules; it imports nothing at first.
 */
{
  const load = window.fetch.bind(window);
  window.fetch = (input: RequestInfo | URL, init?: RequestInit) => {
    const address = input instanceof Request ? input.url : String(input);
    const path = address.replace(/[?#].*$/, "");
    return path.endsWith("/content.json") ? load(input, { ...init, cache: "no-cache" }) : load(input, init);
  };
}
export {};
