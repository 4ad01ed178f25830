import { t } from "../host/messages";
import { Label, LabelGroup } from "../patternfly";
import type { Permissions } from "./model";
import { actionsOf, inUsualOrder, isEmpty } from "./permissions";

interface Props {
  permissions: Permissions;
  /** The number of labels before "more" is expanded. */
  limit: number;
  /** The maximum width of a label. A longer text is shown in its tooltip. */
  maxWidth?: string;
}

/** The permissions of a key, with a label for each resource. */
export function PermissionLabels({ permissions, limit, maxWidth }: Props) {
  if (isEmpty(permissions)) {
    return <>{t("orgApiKeysNoPermissions")}</>;
  }
  const resources = Object.keys(permissions).sort();
  return (
    <LabelGroup
      numLabels={limit}
      aria-label={t("orgApiKeysPermissions")}
      collapsedText={t("orgApiKeysMorePermissions", String(resources.length - limit))}
      expandedText={t("orgApiKeysFewerPermissions")}
    >
      {resources.map((resource) => (
        <Label key={resource} isCompact textMaxWidth={maxWidth} dir="ltr">
          {`${resource}: ${inUsualOrder(actionsOf(permissions, resource)).join(", ")}`}
        </Label>
      ))}
    </LabelGroup>
  );
}
