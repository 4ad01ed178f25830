import type { ApiKey, KeyType } from "./model";

/** What whoever looks may do: buttons that would be refused are not shown. The server decides in the end. */
export interface Rights {
  /** Of which types keys may be created. */
  create: readonly KeyType[];
  mayUpdate: (key: ApiKey) => boolean;
  mayRotate: (key: ApiKey) => boolean;
  mayDelete: (key: ApiKey) => boolean;
}

/** The secret of a user key is for its owner, or for an administrator who may impersonate the owner. */
export function administratorRights({ manage, impersonate }: { manage: boolean; impersonate: boolean }): Rights {
  const types: KeyType[] = impersonate ? ["user", "bot"] : ["bot"];
  return {
    create: manage ? types : [],
    mayUpdate: () => manage,
    mayRotate: (key) => manage && types.includes(key.type),
    mayDelete: () => manage,
  };
}

/** @param actions what the member may do to keys that are not the own, of `create`, `read`, `update`, `delete` */
export function memberRights(userId: string, actions: readonly string[]): Rights {
  const owns = (key: ApiKey) => key.type === "user" && key.userId === userId;
  return {
    create: actions.includes("create") ? ["user", "bot"] : ["user"],
    mayUpdate: (key) => owns(key) || actions.includes("update"),
    mayRotate: (key) => owns(key) || (key.type === "bot" && actions.includes("update")),
    mayDelete: (key) => owns(key) || actions.includes("delete"),
  };
}
