import { formatDate, formatRelative } from "../host/dates";
import { t } from "../host/messages";
import { Button, Label, Table, Tbody, Td, Th, Thead, Tr } from "../patternfly";
import { RowActions } from "../ui/row-actions";
import type { KeysApi, Overview } from "./api";
import { actionsOn, type KeyActionKind } from "./key-actions";
import { maskedSecret, type ApiKey } from "./model";
import { PermissionLabels } from "./permission-labels";
import { StatusLabel } from "./status-label";

interface Props {
  api: KeysApi;
  overview: Overview;
  keys: readonly ApiKey[];
  onAction: (kind: "details" | KeyActionKind, key: ApiKey) => void;
}

export function KeyTable({ api, overview, keys, onAction }: Props) {
  const label = t(api.isOwn ? "orgApiKeysOwnTable" : "orgApiKeysTable");
  const heads = [
    "orgApiKeysName",
    ...(api.isOwn ? [] : ["orgApiKeysType", "orgApiKeysUser"]),
    "orgApiKeysPermissions",
    "orgApiKeysStatus",
    "orgApiKeysCreated",
    "orgApiKeysKey",
    "orgApiKeysLastUsed",
    "orgApiKeysExpires",
  ];
  return (
    <Table variant="compact" className="org-api-keys-table" aria-label={label} data-testid="keys-table">
      <Thead>
        <Tr>
          {heads.map((head) => (
            <Th key={head} modifier="wrap">
              {t(head)}
            </Th>
          ))}
          <Th screenReaderText={t("orgApiKeysActions")} />
        </Tr>
      </Thead>
      <Tbody>
        {keys.map((key) => {
          const actions = actionsOn(key, overview.rights, (kind) => onAction(kind, key));
          return (
            <Tr key={key.id} data-testid="key-row">
              <Td dataLabel={t("orgApiKeysName")} modifier="breakWord" className="org-api-keys-name">
                <Button variant="link" isInline onClick={() => onAction("details", key)} data-testid="key-name">
                  {key.name}
                </Button>
              </Td>
              {!api.isOwn && (
                <>
                  <Td dataLabel={t("orgApiKeysType")}>
                    <Label isCompact color={key.type === "bot" ? "purple" : "blue"}>
                      {t(`orgApiKeysType.${key.type}`)}
                    </Label>
                  </Td>
                  <Td dataLabel={t("orgApiKeysUser")} modifier="breakWord">
                    <Owner apiKey={key} href={key.userId && api.userUrl?.(key.userId)} />
                  </Td>
                </>
              )}
              <Td dataLabel={t("orgApiKeysPermissions")}>
                <PermissionLabels permissions={key.permissions} limit={api.isOwn ? 2 : 1} maxWidth="7.5rem" />
              </Td>
              <Td dataLabel={t("orgApiKeysStatus")}>
                <StatusLabel apiKey={key} />
              </Td>
              <Td dataLabel={t("orgApiKeysCreated")}>{formatDate(key.createdAt)}</Td>
              <Td dataLabel={t("orgApiKeysKey")}>
                <code dir="ltr" className="org-api-keys-secret">
                  {maskedSecret(key)}
                </code>
              </Td>
              <Td dataLabel={t("orgApiKeysLastUsed")}>
                {key.lastUsedAt ? formatRelative(key.lastUsedAt) : t("orgApiKeysNever")}
              </Td>
              <Td dataLabel={t("orgApiKeysExpires")}>
                {key.expiresAt ? formatDate(key.expiresAt) : t("orgApiKeysNever")}
              </Td>
              <Td isActionCell>
                {actions.length > 0 && (
                  <RowActions
                    label={t("orgApiKeysActionsOf", key.name)}
                    actions={actions.map(({ kind, title, onClick }) => ({
                      title,
                      onClick,
                      isDanger: kind === "delete",
                      "data-testid": `action-${kind}`,
                    }))}
                  />
                )}
              </Td>
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
}

function Owner({ apiKey: key, href }: { apiKey: ApiKey; href?: string }) {
  if (key.type === "bot") {
    return <>{t("orgApiKeysOrganization")}</>;
  }
  const name = key.username ?? key.userId;
  return href ? <a href={href}>{name}</a> : <>{name}</>;
}
