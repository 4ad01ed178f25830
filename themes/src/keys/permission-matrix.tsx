import { useId } from "react";
import { t } from "../host/messages";
import { Button, Checkbox, Flex, Table, Tbody, Td, Th, Thead, Tr } from "../patternfly";
import type { Permissions, Resource } from "./model";
import {
  columns,
  everything,
  has,
  inUsualOrder,
  isOpen,
  NO_PERMISSIONS,
  readOnly,
  withLost,
  withPermission,
} from "./permissions";

/**
 * The number of columns that fit into a dialog. If there are more actions, each resource lists its own actions instead.
 */
const MOST_COLUMNS = 6;

interface Props {
  catalog: readonly Resource[];
  /** The saved permissions of the key, which can be selected again. */
  granted: Permissions;
  value: Permissions;
  onChange: (value: Permissions) => void;
}

/** The permissions of a key, with resources in rows and actions in columns. */
export function PermissionMatrix({ catalog, granted, value, onChange }: Props) {
  const id = useId();
  const rows = withLost(catalog, granted);
  const actions = columns(rows);
  const isMatrix = actions.length <= MOST_COLUMNS;

  const box = (resource: (typeof rows)[number], action: string, label?: string) => (
    <Checkbox
      key={action}
      id={`${id}-${resource.name}-${action}`}
      aria-label={`${resource.name}: ${action}`}
      aria-describedby={`${id}-${resource.name}-notes`}
      label={label}
      isChecked={has(value, resource.name, action)}
      isDisabled={!isOpen(resource, action, granted)}
      onChange={(_, on) => onChange(withPermission(value, resource.name, action, on))}
      data-testid={`permission-${resource.name}-${action}`}
    />
  );
  return (
    <>
      <Flex spaceItems={{ default: "spaceItemsMd" }}>
        <Button variant="link" isInline onClick={() => onChange(readOnly(catalog))} data-testid="permissions-read-only">
          {t("orgApiKeysReadOnly")}
        </Button>
        <Button variant="link" isInline onClick={() => onChange(everything(catalog))} data-testid="permissions-all">
          {t("orgApiKeysAll")}
        </Button>
        <Button variant="link" isInline onClick={() => onChange(NO_PERMISSIONS)} data-testid="permissions-none">
          {t("orgApiKeysNone")}
        </Button>
      </Flex>
      <Table variant="compact" aria-label={t("orgApiKeysPermissions")} data-testid="permission-matrix">
        <Thead>
          <Tr>
            <Th>{t("orgApiKeysResource")}</Th>
            {isMatrix ? (
              actions.map((action) => (
                <Th key={action} textCenter>
                  {action}
                </Th>
              ))
            ) : (
              <Th>{t("orgApiKeysActions")}</Th>
            )}
          </Tr>
        </Thead>
        <Tbody>
          {rows.map((resource) => (
            <Tr key={resource.name}>
              <Th scope="row" dataLabel={t("orgApiKeysResource")} modifier="breakWord">
                <div>{resource.name}</div>
                <div id={`${id}-${resource.name}-notes`}>
                  {[resource.description, ...notes(resource)].filter(Boolean).map((note) => (
                    <div key={note} className="org-api-keys-note">
                      {note}
                    </div>
                  ))}
                </div>
              </Th>
              {isMatrix ? (
                actions.map((action) => (
                  <Td key={action} dataLabel={action} textCenter>
                    {resource.actions.includes(action) && box(resource, action)}
                  </Td>
                ))
              ) : (
                <Td dataLabel={t("orgApiKeysActions")}>
                  <Flex>{inUsualOrder(resource.actions).map((action) => box(resource, action, action))}</Flex>
                </Td>
              )}
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  );
}

/** Explains the marked or disabled checkboxes of a resource. */
function notes(resource: Resource & { lost: string[] }): string[] {
  const known = inUsualOrder(resource.actions).filter((action) => !resource.lost.includes(action));
  const closed = known.filter((action) => !resource.grantable.includes(action));
  const byRoles = new Map<string, string[]>();
  for (const action of known) {
    const roles = (resource.roles[action] ?? []).join(", ");
    if (roles) {
      byRoles.set(roles, [...(byRoles.get(roles) ?? []), action]);
    }
  }
  return [
    ...[...byRoles].map(([roles, actions]) => t("orgApiKeysNeedsRole", actions.join(", "), roles)),
    ...(closed.length > 0 ? [t("orgApiKeysNotYours", closed.join(", "))] : []),
    ...(resource.lost.length > 0 ? [t("orgApiKeysLost", resource.lost.join(", "))] : []),
  ];
}
