import "./permission-matrix.css";
import { useId, useRef, useState, type ReactNode, type RefObject } from "react";
import { plural, t } from "../host/messages";
import {
  AngleDownIcon,
  AngleRightIcon,
  Button,
  Checkbox,
  FormSelect,
  FormSelectOption,
  SearchInput,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Tr,
} from "../patternfly";
import { Clamped } from "../ui/clamped";
import { useGridFocus } from "../ui/use-grid-focus";
import type { Permissions, Resource } from "./model";
import {
  actionsOf,
  columns,
  count,
  everything,
  groupsOf,
  has,
  inUsualOrder,
  isOpen,
  levelOf,
  levelsOf,
  matching,
  NO_PERMISSIONS,
  readOnly,
  replaced,
  withLost,
  withPermission,
  type Row,
} from "./permissions";

/** With more resources, the form has a search and collapses groups. */
const FEW = 8;

interface Props {
  catalog: readonly Resource[];
  /** The saved permissions of the key, which can be selected again. */
  granted: Permissions;
  value: Permissions;
  onChange: (value: Permissions) => void;
  /** Shown beside the buttons that select several permissions. */
  children?: ReactNode;
}

/** The permissions of a key, with resources in rows and actions in columns. */
export function PermissionMatrix({ catalog, granted, value, onChange, children }: Props) {
  const [search, setSearch] = useState("");
  const [onlySelected, setOnlySelected] = useState(false);
  const table = useRef<HTMLTableElement>(null);
  const all = withLost(catalog, granted);
  const selected = count(value);
  const isNarrowed = search.trim() !== "" || (onlySelected && selected > 0);
  const rows = matching(all, search).filter(
    ({ name }) => !onlySelected || selected === 0 || actionsOf(value, name).length > 0,
  );
  const set = (permissions: Permissions) => onChange(replaced(value, rows, permissions));
  const enterGrid = () => table.current?.querySelector<HTMLElement>("tbody input:not(:disabled)")?.focus();

  return (
    <div className="org-api-keys-picker">
      <div className="org-api-keys-picker-head">
        <div className="org-api-keys-picker-line">
          <Button variant="link" isInline onClick={() => set(readOnly(rows))} data-testid="permissions-read-only">
            {t("orgApiKeysReadOnly")}
          </Button>
          <Button variant="link" isInline onClick={() => set(everything(rows))} data-testid="permissions-all">
            {t("orgApiKeysAll")}
          </Button>
          <Button variant="link" isInline onClick={() => set(NO_PERMISSIONS)} data-testid="permissions-none">
            {t("orgApiKeysNone")}
          </Button>
          {children}
        </div>
        <div className="org-api-keys-picker-line">
          {all.length > FEW && (
            <div className="org-api-keys-picker-search">
              <SearchInput
                aria-label={t("orgApiKeysPermissionsSearch")}
                placeholder={t("orgApiKeysPermissionsSearch")}
                resetButtonLabel={t("orgApiKeysUiClear")}
                value={search}
                onChange={(_, text) => setSearch(text)}
                onClear={() => setSearch("")}
                onKeyDown={(event) => {
                  if (event.target instanceof HTMLInputElement) {
                    if (event.key === "ArrowDown") {
                      enterGrid();
                    } else if (event.key === "Escape" && search !== "") {
                      setSearch("");
                    } else if (event.key !== "Enter") {
                      return;
                    }
                    // Enter would submit the form, and Escape would close the dialog
                    event.preventDefault();
                  }
                }}
                data-testid="permissions-search"
              />
            </div>
          )}
          <span role="status" data-testid="permissions-count">
            {plural("orgApiKeysPermissionsCount", selected)}
          </span>
          {all.length > FEW && selected > 0 && (
            <Button
              variant="link"
              isInline
              aria-pressed={onlySelected}
              onClick={() => setOnlySelected(!onlySelected)}
              data-testid="permissions-selected"
            >
              {t("orgApiKeysPermissionsSelected")}
            </Button>
          )}
        </div>
      </div>
      <div className="org-api-keys-picker-rows">
        <Rows
          {...{ granted, value, onChange, table, rows }}
          actions={columns(all)}
          hasOthers={all.some((row) => othersOf(row, columns(all)).length > 0)}
          isGrouped={all.length > FEW && !isNarrowed}
        />
      </div>
    </div>
  );
}

type RowsProps = Pick<Props, "granted" | "value" | "onChange"> & {
  table: RefObject<HTMLTableElement>;
  rows: readonly Row[];
  /** The actions that have a column. */
  actions: readonly string[];
  /** Whether a resource has an action without a column. */
  hasOthers: boolean;
  isGrouped: boolean;
};

function Rows({ table, rows, actions, hasOthers, isGrouped, ...form }: RowsProps) {
  // the groups that have selected permissions are open at first
  const [toggled, setToggled] = useState<Readonly<Record<string, boolean>>>(() =>
    Object.fromEntries(
      groupsOf(rows)
        .filter((group) => group.rows.some(({ name }) => actionsOf(form.value, name).length > 0))
        .map(({ name = "" }) => [name, true]),
    ),
  );
  const focus = useGridFocus(table);
  const groups = isGrouped ? groupsOf(rows) : [{ rows }];
  const width = actions.length + (hasOthers ? 3 : 2);
  return (
    <Table
      {...focus}
      ref={table}
      variant="compact"
      aria-label={t("orgApiKeysPermissions")}
      data-testid="permission-matrix"
    >
      <Thead>
        <Tr>
          <Th width={40}>{t("orgApiKeysResource")}</Th>
          {actions.map((action) => (
            <Th key={action} textCenter modifier="fitContent">
              {action}
            </Th>
          ))}
          {hasOthers && <Th>{t(actions.length > 0 ? "orgApiKeysOtherActions" : "orgApiKeysActions")}</Th>}
          <Th>{t("orgApiKeysLevel")}</Th>
        </Tr>
      </Thead>
      {groups.map(({ name, rows: members }) => {
        const isOpenGroup = name === undefined || toggled[name] === true;
        return (
          <Tbody key={name ?? members[0]?.name ?? ""}>
            {name !== undefined && (
              <Tr>
                <Th colSpan={width} scope="rowgroup" className="org-api-keys-picker-group">
                  <Button
                    variant="plain"
                    aria-expanded={isOpenGroup}
                    onClick={() => setToggled({ ...toggled, [name]: !isOpenGroup })}
                    data-testid={`permission-group-${name}`}
                  >
                    {isOpenGroup ? <AngleDownIcon /> : <AngleRightIcon className="org-api-keys-picker-angle" />}{" "}
                    {t(
                      "orgApiKeysPermissionsGroup",
                      name,
                      members.reduce((sum, row) => sum + actionsOf(form.value, row.name).length, 0),
                      members.reduce((sum, row) => sum + row.actions.length, 0),
                    )}
                  </Button>
                </Th>
              </Tr>
            )}
            {isOpenGroup &&
              members.map((row) => <ResourceRow key={row.name} {...form} {...{ row, actions, hasOthers }} />)}
          </Tbody>
        );
      })}
      {rows.length === 0 && (
        <Tbody>
          <Tr>
            <Td colSpan={width}>{t("orgApiKeysPermissionsNotFound")}</Td>
          </Tr>
        </Tbody>
      )}
    </Table>
  );
}

type ResourceRowProps = Pick<RowsProps, "granted" | "value" | "onChange" | "actions" | "hasOthers"> & { row: Row };

function ResourceRow({ row, granted, value, onChange, actions, hasOthers }: ResourceRowProps) {
  const id = useId();
  const box = (action: string, label?: string) => (
    <Checkbox
      key={action}
      id={`${id}-${action}`}
      aria-label={`${row.name}: ${action}`}
      aria-describedby={`${id}-notes`}
      label={label}
      isChecked={has(value, row.name, action)}
      isDisabled={!isOpen(row, action, granted)}
      onChange={(_, on) => onChange(withPermission(value, row.name, action, on))}
      data-testid={`permission-${row.name}-${action}`}
    />
  );
  const others = othersOf(row, actions);
  const levels = levelsOf(row, granted);
  const level = levelOf(levels, actionsOf(value, row.name));
  return (
    <Tr>
      <Th scope="row" dataLabel={t("orgApiKeysResource")} modifier="breakWord">
        <div>{row.name}</div>
        <div id={`${id}-notes`} className="org-api-keys-note">
          {row.description && <Clamped text={row.description} />}
          {notes(row).map((note) => (
            <div key={note}>{note}</div>
          ))}
        </div>
      </Th>
      {actions.map((action) => (
        <Td key={action} dataLabel={action} textCenter>
          {row.actions.includes(action) && box(action)}
        </Td>
      ))}
      {hasOthers && (
        <Td dataLabel={t("orgApiKeysActions")}>
          {others.length > 0 && (
            <div className="org-api-keys-picker-line">{others.map((action) => box(action, action))}</div>
          )}
        </Td>
      )}
      <Td dataLabel={t("orgApiKeysLevel")}>
        {levels.length > 2 && (
          <FormSelect
            className="org-api-keys-picker-level"
            aria-label={t("orgApiKeysLevelOf", row.name)}
            value={level?.name ?? "custom"}
            onChange={(_, name) => {
              const chosen = levels.find((each) => each.name === name);
              if (chosen) {
                onChange(replaced(value, [row], chosen.actions.length > 0 ? { [row.name]: chosen.actions } : {}));
              }
            }}
            data-testid={`permission-level-${row.name}`}
          >
            {levels.map(({ name }) => (
              <FormSelectOption key={name} value={name} label={t(`orgApiKeysLevel.${name}`)} />
            ))}
            {!level && <FormSelectOption value="custom" label={t("orgApiKeysLevel.custom")} />}
          </FormSelect>
        )}
      </Td>
    </Tr>
  );
}

const othersOf = (row: Row, actions: readonly string[]) =>
  inUsualOrder(row.actions.filter((action) => !actions.includes(action)));

/** Explains the marked or disabled checkboxes of a resource. */
function notes(row: Row): string[] {
  const known = inUsualOrder(row.actions).filter((action) => !row.lost.includes(action));
  const closed = known.filter((action) => !row.grantable.includes(action));
  const byRoles = new Map<string, string[]>();
  for (const action of known) {
    const roles = (row.roles[action] ?? []).join(", ");
    if (roles) {
      byRoles.set(roles, [...(byRoles.get(roles) ?? []), action]);
    }
  }
  return [
    ...[...byRoles].map(([roles, actions]) => t("orgApiKeysNeedsRole", actions.join(", "), roles)),
    ...(closed.length > 0 ? [t("orgApiKeysNotYours", closed.join(", "))] : []),
    ...(row.lost.length > 0 ? [t("orgApiKeysLost", row.lost.join(", "))] : []),
  ];
}
