import type { OrganizationAccess } from "openapi";
import type { ApiKey, KeyType } from "./model";

/** What whoever looks may do: buttons that would be refused are not shown. The server decides in the end. */
export interface Rights {
  /** Of which types keys may be created. */
  create: readonly KeyType[];
  mayUpdate: (key: ApiKey) => boolean;
  mayRotate: (key: ApiKey) => boolean;
  mayDelete: (key: ApiKey) => boolean;
}

/**
 * The secret of a user key is for its owner, or for an administrator who may impersonate the owner. An administrator who may
 * impersonate some members learns of whom only by trying.
 */
export function administratorRights({
  manage,
  impersonateSome,
}: Pick<OrganizationAccess, "manage" | "impersonateSome">): Rights {
  const types: KeyType[] = impersonateSome ? ["user", "bot"] : ["bot"];
  return {
    create: manage ? types : [],
    mayUpdate: () => manage,
    mayRotate: (key) => manage && types.includes(key.type),
    mayDelete: () => manage,
  };
}

/**
 * @param actions what the member may do to keys that are not the own, of `create`, `read`, `update`, `delete`
 * @param ownActions the same for the own key
 */
export function memberRights(userId: string, actions: readonly string[], ownActions: readonly string[]): Rights {
  const owns = (key: ApiKey) => key.type === "user" && key.userId === userId;
  const may = (action: string, key: ApiKey) => (owns(key) ? ownActions : actions).includes(action);
  return {
    create: [
      ...(ownActions.includes("create") ? ["user" as const] : []),
      ...(actions.includes("create") ? ["bot" as const] : []),
    ],
    mayUpdate: (key) => may("update", key),
    mayRotate: (key) => (owns(key) || key.type === "bot") && may("update", key),
    mayDelete: (key) => may("delete", key),
  };
}
