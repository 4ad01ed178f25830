import { t } from "../host/messages";
import { Label, LabelGroup } from "../patternfly";
import type { ApiKey } from "./model";

/** The number of labels before "more" is expanded. */
const LIMIT = 20;

/** The attributes of a key, with a label for each value. */
export function AttributeLabels({ attributes }: Pick<ApiKey, "attributes">) {
  const all = Object.entries(attributes).flatMap(([name, values]) => values.map((value) => [name, value] as const));
  return (
    <LabelGroup
      isCompact
      numLabels={LIMIT}
      aria-label={t("orgApiKeysAttributes")}
      collapsedText={t("orgApiKeysMorePermissions", String(all.length - LIMIT))}
      expandedText={t("orgApiKeysFewerPermissions")}
    >
      {all.map(([name, value]) => (
        <Label
          key={`${name} ${value}`}
          isCompact
          dir="ltr"
          className="org-api-keys-attribute-label"
          data-testid="attribute-label"
        >
          {name}: <bdi>{value}</bdi>
        </Label>
      ))}
    </LabelGroup>
  );
}
