import { t } from "../host/messages";
import type { ApiKey } from "./model";
import type { Rights } from "./rights";

export type KeyActionKind = "edit" | "rotate" | "disable" | "enable" | "delete";
export interface KeyAction {
  kind: KeyActionKind;
  title: string;
  onClick: () => void;
}

/** What whoever looks may do to a key, in the order of a menu. */
export function actionsOn(key: ApiKey, rights: Rights, open: (kind: KeyActionKind) => void): KeyAction[] {
  const kinds: KeyActionKind[] = [
    ...(rights.mayUpdate(key) ? ["edit" as const] : []),
    // the server rotates no expired key: it takes a later expiry first
    ...(rights.mayRotate(key) && key.status !== "expired" ? ["rotate" as const] : []),
    ...(rights.mayUpdate(key) && key.enabled ? ["disable" as const] : []),
    // nor does it enable a leaked one before it was rotated
    ...(rights.mayUpdate(key) && !key.enabled && !key.leakedAt ? ["enable" as const] : []),
    ...(rights.mayDelete(key) ? ["delete" as const] : []),
  ];
  return kinds.map((kind) => ({ kind, title: t(`orgApiKeysAction.${kind}`), onClick: () => open(kind) }));
}
