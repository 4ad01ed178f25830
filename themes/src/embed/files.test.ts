import { afterEach, beforeEach, expect, it, vi } from "vitest";

const requested: string[] = [];

afterEach(() => void vi.useRealTimers());

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
  vi.useFakeTimers();
  const failed = expect(loadView(0)).rejects.toThrow();
  await vi.runAllTimersAsync();
  await failed;
  expect(requested.slice(0, 4)).toEqual(["embed/v-old/style.css", "embed.json", "embed/v-new/style.css", "embed.json"]);
  expect(requested.filter((address) => address.endsWith("style.css"))).toHaveLength(8);
});

it("gives no two elements the same module", async () => {
  const { copyOf } = await import("./files");
  const slots = Array.from({ length: 25 }, (_, slot) => slot);
  const copies = slots.flatMap((slot) => slots.map((attempt) => copyOf(slot, attempt)));
  expect(new Set(copies).size).toBe(copies.length);
  expect(copyOf(0, 0)).toBe("");
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
