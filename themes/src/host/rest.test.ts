import { beforeEach, expect, it, vi } from "vitest";
import { getOnce } from "./rest";

vi.mock("./token", () => ({ token: () => Promise.resolve("token"), sessionEnded: () => new Error() }));

const fetched = vi.fn<(url: string) => Promise<Response>>();

beforeEach(() => {
  vi.useFakeTimers();
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});

it("shares one request, until its answer is ten seconds old", async () => {
  fetched.mockImplementation(() => Promise.resolve(Response.json(["acme"])));
  const answers = await Promise.all([getOnce("/organizations"), getOnce("/organizations")]);
  expect(answers).toEqual([["acme"], ["acme"]]);
  await getOnce("/organizations");
  expect(fetched).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(10_000);
  await getOnce("/organizations");
  expect(fetched).toHaveBeenCalledTimes(2);
});

it("repeats a request that failed", async () => {
  fetched.mockImplementationOnce(() => Promise.reject(new TypeError()));
  fetched.mockImplementationOnce(() => Promise.resolve(Response.json(["acme"])));
  await expect(getOnce("/failing")).rejects.toThrow();
  await expect(getOnce("/failing")).resolves.toEqual(["acme"]);
});
