import { beforeEach, expect, it, vi } from "vitest";

const requested: string[] = [];

beforeEach(() => {
  requested.length = 0;
  vi.stubGlobal("VIEW_VERSION", "v-old");
  vi.stubGlobal("fetch", (address: string) => {
    requested.push(address.replace(/^.*\/src\/embed\//, ""));
    return Promise.resolve(
      address.endsWith("embed.json") ? Response.json({ version: "v-new" }) : new Response("", { status: 404 }),
    );
  });
});

it("loads the current version if its own version is missing, and then gives up", async () => {
  const { loadView } = await import("./files");
  await expect(loadView(0)).rejects.toThrow();
  expect(requested).toEqual([
    "embed/v-old/style.css",
    "embed.json",
    "embed/v-new/style.css",
    "embed.json",
    "embed/v-new/style.css",
  ]);
});

it("loads the messages of a language once", async () => {
  vi.stubGlobal("fetch", (address: string) => {
    requested.push(address);
    return Promise.resolve(Response.json({ locale: "de", messages: {} }));
  });
  const { loadMessages } = await import("./files");
  const issuer = "https://sso.example.com/realms/h0p";
  const [one, other] = await Promise.all([loadMessages(issuer, "de-AT"), loadMessages(issuer, "de-AT")]);
  expect(one).toBe(other);
  expect(requested).toEqual([`${issuer}/api-keys/embed/messages?locale=de-AT`]);
});
