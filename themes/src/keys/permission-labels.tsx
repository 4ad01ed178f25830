import { t } from "../host/messages";
import { Label, LabelGroup } from "../patternfly";
import type { Permissions } from "./model";
import { actionsOf, inUsualOrder, isEmpty } from "./permissions";

/** What a key may do, in short: a label for each resource. */
export function PermissionLabels({ permissions, limit }: { permissions: Permissions; limit: number }) {
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
        <Label key={resource} isCompact>
          {`${resource}: ${inUsualOrder(actionsOf(permissions, resource)).join(", ")}`}
        </Label>
      ))}
    </LabelGroup>
  );
}
