import { expect, it, vi } from "vitest";
import type { KeysApi } from "../keys/api";
import type { ApiKey, IssuedKey } from "../keys/model";
import { announcing } from "./announcing";

const KEY = { id: "1", name: "Robot" } as ApiKey;
const ISSUED = { ...KEY, secret: "h0p_bot_secret" } as IssuedKey;

it("announces changes without the secret", async () => {
  const announce = vi.fn();
  const api = announcing(
    {
      create: () => Promise.resolve(ISSUED),
      rotate: () => Promise.resolve(ISSUED),
      disable: () => Promise.resolve(KEY),
      remove: () => Promise.resolve(),
    } as unknown as KeysApi,
    announce,
  );
  expect(await api.create({ type: "bot", name: "Robot" })).toBe(ISSUED);
  await api.rotate(KEY, 0);
  await api.disable(KEY);
  await api.remove(KEY);
  expect(announce.mock.calls).toEqual(
    ["key-created", "key-rotated", "key-updated", "key-deleted"].map((type) => [type, { key: KEY }]),
  );
});

it("announces the key without its former secret", async () => {
  const announce = vi.fn();
  const read = vi
    .fn()
    .mockResolvedValueOnce({ ...KEY, version: 2 })
    .mockRejectedValueOnce(new Error());
  const api = announcing({ endFormerSecret: () => Promise.resolve(), read } as unknown as KeysApi, announce);
  const rotated = { ...KEY, formerSecretExpiresAt: "2026-12-01T00:00:00Z" };
  await api.endFormerSecret(rotated);
  await api.endFormerSecret(rotated);
  expect(announce.mock.calls).toEqual([
    ["key-updated", { key: { ...KEY, version: 2 } }],
    ["key-updated", { key: { ...KEY, formerSecretExpiresAt: undefined } }],
  ]);
});

it("does not announce a change that failed", async () => {
  const announce = vi.fn();
  const api = announcing({ remove: () => Promise.reject(new Error()) } as unknown as KeysApi, announce);
  await expect(api.remove(KEY)).rejects.toThrow();
  expect(announce).not.toHaveBeenCalled();
});
