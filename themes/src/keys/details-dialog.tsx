import { formatDateTime } from "../host/dates";
import { t } from "../host/messages";
import {
  Button,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Title,
} from "../patternfly";
import type { ReactNode } from "react";
import { ModalDialog } from "../ui/modal-dialog";
import { Notice } from "../ui/notice";
import type { KeysApi } from "./api";
import { maskedSecret, type ApiKey } from "./model";
import { PermissionLabels } from "./permission-labels";
import { isEmpty, minus, names } from "./permissions";
import { StatusLabel } from "./status-label";
import { UsageChart } from "./usage-chart";
import type { KeyAction } from "./key-actions";

interface Props {
  api: KeysApi;
  apiKey: ApiKey;
  actions: KeyAction[];
  onClose: () => void;
}

function created({ createdAt, createdBy }: ApiKey): string {
  const at = formatDateTime(createdAt);
  return createdBy.impersonator
    ? t("orgApiKeysCreatedByImpersonator", at, createdBy.impersonator.username, createdBy.name)
    : t("orgApiKeysCreatedBy", at, createdBy.name);
}

export function DetailsDialog({ api, apiKey: key, actions, onClose }: Props) {
  const lost = minus(key.permissions, key.effectivePermissions);
  const rows: [string, ReactNode][] = [
    ["orgApiKeysStatus", <StatusLabel key="status" apiKey={key} hasReason />],
    ["orgApiKeysType", t(`orgApiKeysType.${key.type}`)],
    [
      "orgApiKeysUser",
      key.type === "bot" ? t("orgApiKeysOrganization") : <bdi key="owner">{key.username ?? key.userId}</bdi>,
    ],
    ["orgApiKeysDescription", key.description && <bdi key="description">{key.description}</bdi>],
    ["orgApiKeysPermissions", <PermissionLabels key="permissions" apiKey={key} limit={50} />],
    [
      "orgApiKeysNetworks",
      key.allowedNetworks.length > 0 ? (
        <span key="networks" dir="ltr">
          {key.allowedNetworks.join(", ")}
        </span>
      ) : (
        t("orgApiKeysNetworksAnywhere")
      ),
    ],
    [
      "orgApiKeysKey",
      <code key="key" dir="ltr">
        {maskedSecret(key)}
      </code>,
    ],
    ["orgApiKeysCreated", created(key)],
    ["orgApiKeysSecretIssued", formatDateTime(key.secretIssuedAt)],
    ["orgApiKeysLastUsed", key.lastUsedAt ? formatDateTime(key.lastUsedAt) : t("orgApiKeysNeverUsed")],
    ["orgApiKeysExpires", key.expiresAt ? formatDateTime(key.expiresAt) : t("orgApiKeysNever")],
    [
      "orgApiKeysId",
      <code key="id" dir="ltr">
        {key.id}
      </code>,
    ],
  ];
  return (
    <ModalDialog
      variant="medium"
      title={<bdi>{key.name}</bdi>}
      onClose={onClose}
      data-testid="key-details"
      actions={[
        ...actions.map((action, index) => (
          <Button
            key={action.kind}
            variant={action.kind === "delete" ? "danger" : index === 0 ? "primary" : "secondary"}
            onClick={action.onClick}
            data-testid={`details-${action.kind}`}
          >
            {action.title}
          </Button>
        )),
        <Button key="close" variant="link" onClick={onClose}>
          {t("orgApiKeysUiClose")}
        </Button>,
      ]}
    >
      {key.leakedAt && (
        <Notice variant="danger" title={t("orgApiKeysLeakedTitle")} data-testid="leaked">
          {t("orgApiKeysLeakedText", formatDateTime(key.leakedAt))}
        </Notice>
      )}
      {!isEmpty(lost) && (
        <Notice variant="info" title={t("orgApiKeysIneffective")}>
          {t("orgApiKeysIneffectiveText", names(lost).join(", "))}
        </Notice>
      )}
      <DescriptionList isHorizontal isCompact>
        {rows
          .filter(([, value]) => value !== undefined)
          .map(([term, value]) => (
            <DescriptionListGroup key={term}>
              <DescriptionListTerm>{t(term)}</DescriptionListTerm>
              <DescriptionListDescription>{value}</DescriptionListDescription>
            </DescriptionListGroup>
          ))}
      </DescriptionList>
      <Title headingLevel="h2" size="md" className="org-api-keys-section">
        {t("orgApiKeysUsage")}
      </Title>
      <div className="org-api-keys-usage">
        <UsageChart api={api} apiKey={key} />
      </div>
    </ModalDialog>
  );
}
