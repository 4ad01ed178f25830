import { beforeEach, expect, it, vi } from "vitest";
import { realmKeysApi } from "./realm-api";

vi.mock("../host/token", () => ({ token: () => Promise.resolve("token"), sessionEnded: () => new Error() }));

let isDown = false;
const requested: string[] = [];

beforeEach(() => {
  isDown = false;
  requested.length = 0;
  vi.stubGlobal("fetch", (url: string) => {
    requested.push(url);
    return Promise.resolve(
      isDown
        ? new Response("", { status: 503 })
        : Response.json(url.endsWith("/access") ? { manage: true } : { name: "Acme" }),
    );
  });
});

it("loads an organization once", async () => {
  const api = realmKeysApi("r", []);
  await api.organizations(["once"]);
  expect(await api.organizations(["once"])).toEqual(new Map([["once", { name: "Acme", manage: true }]]));
  expect(requested.filter((url) => url.includes("/organizations/once"))).toHaveLength(2);
});

it("loads an organization again that could not be loaded", async () => {
  const api = realmKeysApi("r", []);
  isDown = true;
  expect(await api.organizations(["again"])).toEqual(new Map([["again", { name: "again", manage: false }]]));
  isDown = false;
  expect(await api.organizations(["again"])).toEqual(new Map([["again", { name: "Acme", manage: true }]]));
});
