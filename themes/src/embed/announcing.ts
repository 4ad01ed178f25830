import type { KeysApi } from "../keys/api";
import type { ApiKey } from "../keys/model";
import type { EventType } from "./embedding";

type Announce = (type: EventType, detail: unknown) => void;

/** Returns the same operations, which announce each change. */
export function announcing(api: KeysApi, announce: Announce): KeysApi {
  const told = async <T extends ApiKey>(type: EventType, change: Promise<T>): Promise<T> => {
    const key = await change;
    announce(type, { key: withoutSecret(key) });
    return key;
  };
  return {
    ...api,
    create: (key) => told("key-created", api.create(key)),
    update: (key, change) => told("key-updated", api.update(key, change)),
    enable: (key) => told("key-updated", api.enable(key)),
    disable: (key) => told("key-updated", api.disable(key)),
    rotate: (key, gracePeriod, expiresAt) => told("key-rotated", api.rotate(key, gracePeriod, expiresAt)),
    remove: async (key) => {
      await api.remove(key);
      announce("key-deleted", { key });
    },
    endFormerSecret: async (key) => {
      await api.endFormerSecret(key);
      // the change has succeeded, even if the key cannot be read afterwards
      const changed = await api.read(key.id).catch(() => ({ ...key, formerSecretExpiresAt: undefined }));
      announce("key-updated", { key: changed });
    },
  };
}

const withoutSecret = (key: ApiKey) => Object.fromEntries(Object.entries(key).filter(([name]) => name !== "secret"));
