import { t } from "../host/messages";
import { Label, LabelGroup } from "../patternfly";
import type { ApiKey, Permissions } from "./model";
import { actionsOf, byReason, inUsualOrder, isEmpty, minus } from "./permissions";

interface Props {
  apiKey: Pick<ApiKey, "permissions" | "ineffectivePermissions">;
  /** The number of labels before "more" is expanded. */
  limit: number;
  /** The maximum width of a label. A longer text is shown in its tooltip. */
  maxWidth?: string;
}

/**
 * The permissions of a key, with a label for each resource. Permissions without effect come first, with separate labels
 * for each reason.
 */
export function PermissionLabels({ apiKey: { permissions, ineffectivePermissions }, limit, maxWidth }: Props) {
  if (isEmpty(permissions)) {
    return <>{t("orgApiKeysNoPermissions")}</>;
  }
  const ineffective = byReason(ineffectivePermissions ?? []);
  const effective = Object.values(ineffective).reduce(minus, permissions);
  const labels = [
    ...Object.entries(ineffective).flatMap(([reason, without]) =>
      texts(without).map((text) => (
        <Label
          key={`${reason} ${text}`}
          isCompact
          variant="outline"
          textMaxWidth={maxWidth}
          title={t(`orgApiKeysPermissionIneffective.${reason}`, text)}
          dir="ltr"
          className="org-api-keys-ineffective"
          data-testid="ineffective"
        >
          <s>{text}</s>
          <span className="org-api-keys-screen-reader"> ({t(`orgApiKeysNoEffect.${reason}`)})</span>
        </Label>
      )),
    ),
    ...texts(effective).map((text) => (
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
