import { beforeEach, expect, it, vi } from "vitest";
import { realmKeysApi } from "./realm-api";

vi.mock("../host/token", () => ({ token: () => Promise.resolve("token"), sessionEnded: () => new Error() }));

/** The status of failing requests. */
let failure: number | undefined;
/** Which requests fail. */
let fails: (url: string) => boolean;
/** The time until a request fails, in milliseconds. */
let delay: number;
let requested: string[];

const isList = (url: string) => url.includes("/organizations?");

beforeEach(() => {
  failure = undefined;
  fails = () => true;
  delay = 0;
  requested = [];
  vi.stubGlobal("fetch", async (url: string) => {
    requested.push(url);
    if (failure !== undefined && fails(url)) {
      await new Promise((resolve) => setTimeout(resolve, delay));
      return new Response("", { status: failure });
    }
    const named = { name: "Acme" };
    return Response.json(
      url.endsWith("/access") ? { manage: true } : isList(url) ? [{ id: "listed", ...named }] : named,
    );
  });
});

const requests = (part: string) => requested.filter((url) => url.includes(part)).length;

it("loads an organization once", async () => {
  const api = realmKeysApi("r", []);
  await api.organizations(["once"]);
  expect(await api.organizations(["once"])).toEqual(new Map([["once", { name: "Acme", manage: true }]]));
  expect(requests("/organizations/once")).toBe(2);
});

it("loads an organization again that could not be loaded", async () => {
  const api = realmKeysApi("r", []);
  failure = 503;
  expect(await api.organizations(["again"])).toEqual(new Map([["again", { name: "again", manage: false }]]));
  failure = undefined;
  expect(await api.organizations(["again"])).toEqual(new Map([["again", { name: "Acme", manage: true }]]));
});

it.each([403, 404])("does not repeat a request that the server refused with %i", async (status) => {
  const api = realmKeysApi("r", []);
  const id = `refused-${status}`;
  failure = status;
  await api.organizations([id]);
  expect(await api.organizations([id])).toEqual(new Map([[id, { name: id, manage: false }]]));
  expect(requests(`/organizations/${id}`)).toBe(2);
});

it.each([
  [undefined, 1],
  [403, 1],
  [503, 2],
])("lists many organizations; with the status %s, it tries this %i times", async (status, times) => {
  const api = realmKeysApi("r", []);
  failure = status;
  fails = isList;
  await api.organizations(["1", "2", "3", "4"]);
  await api.organizations(["5", "6", "7", "8"]);
  await api.organizations(["9"]);
  expect(requests("/organizations?")).toBe(times);
});

it("keeps a name from the list although a former request for it fails", async () => {
  const api = realmKeysApi("r", []);
  failure = 503;
  fails = (url) => url.endsWith("/organizations/listed");
  delay = 50;
  const former = api.organizations(["listed"]);
  await vi.waitFor(() => expect(requested.some(fails)).toBe(true));
  await api.organizations(["1", "2", "3", "4"]);
  await former;
  expect((await api.organizations(["listed"])).get("listed")?.name).toBe("Acme");
});
