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
    ...(rights.mayRotate(key) ? ["rotate" as const] : []),
    ...(rights.mayUpdate(key) && key.enabled ? ["disable" as const] : []),
    // the server enables no leaked key before it was rotated
    ...(rights.mayUpdate(key) && !key.enabled && !key.leakedAt ? ["enable" as const] : []),
    ...(rights.mayDelete(key) ? ["delete" as const] : []),
  ];
  return kinds.map((kind) => ({ kind, title: t(`orgApiKeysAction.${kind}`), onClick: () => open(kind) }));
}
