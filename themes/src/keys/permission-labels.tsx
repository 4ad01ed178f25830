import { t } from "../host/messages";
import { Label, LabelGroup } from "../patternfly";
import type { ApiKey, Permissions } from "./model";
import { actionsOf, inUsualOrder, isEmpty, minus } from "./permissions";

interface Props {
  apiKey: Pick<ApiKey, "permissions" | "effectivePermissions" | "status">;
  /** The number of labels before "more" is expanded. */
  limit: number;
  /** The maximum width of a label. A longer text is shown in its tooltip. */
  maxWidth?: string;
}

/**
 * The permissions of a key, with a label for each resource. Permissions without effect have separate labels, which come
 * first. A key that is not active has no separate labels, because none of its permissions has an effect.
 */
export function PermissionLabels({ apiKey: { permissions, effectivePermissions, status }, limit, maxWidth }: Props) {
  if (isEmpty(permissions)) {
    return <>{t("orgApiKeysNoPermissions")}</>;
  }
  const ineffective = status === "active" ? minus(permissions, effectivePermissions) : {};
  const labels = [
    ...texts(ineffective).map((text) => (
      <Label
        key={`ineffective ${text}`}
        isCompact
        variant="outline"
        textMaxWidth={maxWidth}
        title={t("orgApiKeysPermissionIneffective", text)}
        dir="ltr"
        className="org-api-keys-ineffective"
        data-testid="ineffective"
      >
        <s>{text}</s>
        <span className="org-api-keys-screen-reader"> ({t("orgApiKeysNoEffect")})</span>
      </Label>
    )),
    ...texts(minus(permissions, ineffective)).map((text) => (
      <Label key={text} isCompact textMaxWidth={maxWidth} dir="ltr">
        {text}
      </Label>
    )),
  ];
  return (
    <LabelGroup
      isCompact
      numLabels={limit}
      aria-label={t("orgApiKeysPermissions")}
      collapsedText={t("orgApiKeysMorePermissions", String(labels.length - limit))}
      expandedText={t("orgApiKeysFewerPermissions")}
    >
      {labels}
    </LabelGroup>
  );
}

function texts(permissions: Permissions): string[] {
  return Object.keys(permissions)
    .sort()
    .map((resource) => `${resource}: ${inUsualOrder(actionsOf(permissions, resource)).join(", ")}`);
}
