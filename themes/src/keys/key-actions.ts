import { t } from "../host/messages";
import type { ApiKey } from "./model";
import type { Rights } from "./rights";

export type KeyActionKind = "edit" | "rotate" | "disable" | "enable" | "delete";
export interface KeyAction {
  kind: KeyActionKind;
  title: string;
  onClick: () => void;
}

/** Returns the actions on a key that the user has permission for, in the order of the menu. */
export function actionsOn(key: ApiKey, rights: Rights, open: (kind: KeyActionKind) => void): KeyAction[] {
  const kinds: KeyActionKind[] = [
    ...(rights.mayUpdate(key) ? ["edit" as const] : []),
    ...(rights.mayRotate(key) ? ["rotate" as const] : []),
    ...(rights.mayUpdate(key) && key.enabled ? ["disable" as const] : []),
    // the server does not enable a leaked key before it is rotated
    ...(rights.mayUpdate(key) && !key.enabled && !key.leakedAt ? ["enable" as const] : []),
    ...(rights.mayDelete(key) ? ["delete" as const] : []),
  ];
  return kinds.map((kind) => ({ kind, title: t(`orgApiKeysAction.${kind}`), onClick: () => open(kind) }));
}
