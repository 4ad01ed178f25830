import type { OrganizationAccess } from "openapi";
import type { ApiKey, KeyType } from "./model";

/** The permissions of the user, to hide buttons for actions that the server would refuse. */
export interface Rights {
  /** The types of keys that the user can create. */
  create: readonly KeyType[];
  mayUpdate: (key: ApiKey) => boolean;
  mayRotate: (key: ApiKey) => boolean;
  mayDelete: (key: ApiKey) => boolean;
}

/**
 * Only the owner of a user key, or an administrator who can impersonate the owner, can get the secret of the key. An
 * administrator who can impersonate only some members sees the buttons for all user keys, and the server refuses the
 * requests for the keys of the other members.
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
 * @param actions the permitted actions on keys of others: `create`, `read`, `update`, `delete`
 * @param ownActions the permitted actions on the member's own keys
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
