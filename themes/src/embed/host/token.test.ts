import { beforeEach, expect, it, vi } from "vitest";
import { sessionEnded, setTokenSource, token } from "./token";

const getToken = vi.fn<(refresh: boolean) => Promise<string>>();
const dispatch = vi.fn();

beforeEach(() => {
  getToken.mockReset();
  dispatch.mockReset();
  setTokenSource({ getToken, dispatch });
});

it("asks the application for each request", async () => {
  getToken.mockResolvedValueOnce("first").mockResolvedValueOnce("second");
  expect([await token(), await token()]).toEqual(["first", "second"]);
  expect(getToken.mock.calls).toEqual([[false], [false]]);
});

it("shares a new token between requests that were refused together", async () => {
  getToken.mockResolvedValueOnce("new").mockResolvedValueOnce("newer");
  expect(await Promise.all([token(true), token(true)])).toEqual(["new", "new"]);
  expect(await token(true)).toBe("newer");
});

it("tells the application once that the session has ended", async () => {
  getToken.mockRejectedValue(new Error("no token"));
  await expect(token()).rejects.toMatchObject({ code: "session_ended" });
  sessionEnded();
  expect(dispatch.mock.calls).toEqual([["session-ended"]]);
});

it("tells the application again after another attempt", async () => {
  getToken.mockRejectedValue(new Error("no token"));
  await expect(token()).rejects.toThrow();
  await expect(token()).rejects.toThrow();
  expect(dispatch).toHaveBeenCalledTimes(2);
});

it("asks no application after the page was removed", async () => {
  setTokenSource(undefined);
  await expect(token()).rejects.toMatchObject({ code: "session_ended" });
  expect(getToken).not.toHaveBeenCalled();
  expect(dispatch).not.toHaveBeenCalled();
});

it("does not tell the next page that the session of the former one has ended", async () => {
  let fail: (reason: Error) => void = () => undefined;
  getToken.mockReturnValueOnce(new Promise((_, reject) => (fail = reject)));
  const former = token();
  setTokenSource({ getToken, dispatch });
  fail(new Error("no token"));
  await expect(former).rejects.toMatchObject({ code: "session_ended" });
  expect(dispatch).not.toHaveBeenCalled();
});

it("does not ask for a login if the token is for another API", async () => {
  const tokenFor = (aud: unknown, sub?: string) => `e30.${btoa(JSON.stringify({ aud, sub }))}.x`;
  getToken.mockResolvedValueOnce(tokenFor(undefined, "alice"));
  await token(true);
  expect(sessionEnded()).toMatchObject({ code: "wrong_audience" });
  for (const other of ["account", ["account", "broker"]]) {
    getToken.mockResolvedValueOnce(tokenFor(other));
    await token(true);
    expect(sessionEnded()).toMatchObject({ code: "wrong_audience" });
  }
  expect(dispatch).not.toHaveBeenCalled();
  getToken.mockResolvedValueOnce(tokenFor(["account", "org-api-keys"]));
  await token(true);
  expect(sessionEnded()).toMatchObject({ code: "session_ended" });
  expect(dispatch).toHaveBeenCalledOnce();
});
