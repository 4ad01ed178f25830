import { useMemo, useState } from "react";
import { CatalogPanel } from "../catalog/catalog-panel";
import { catalogOf } from "../catalog/api";
import { SettingsPanel } from "../catalog/settings-panel";
import { t } from "../host/messages";
import { PageSection } from "../patternfly";
import { AlertProvider } from "../ui/alerts";
import { Failed, Loading } from "../ui/states";
import { Tabs } from "../ui/tabs";
import { useLoad } from "../ui/use-load";

interface RealmResourcesProps {
  readonly realm: string;
}

/** The tab "API keys" of the realm settings in the admin console: the catalog and the settings of the realm. */
export function RealmResources({ realm }: RealmResourcesProps) {
  const catalog = useMemo(() => catalogOf(realm), [realm]);
  const manage = useLoad(() => catalog.mayManage(), [catalog]);
  const [tab, setTab] = useState<"resources" | "settings">("resources");

  if (manage.problem !== undefined) {
    return <Failed problem={manage.problem} onRetry={manage.reload} />;
  }
  if (manage.data === undefined) {
    return <Loading />;
  }
  const props = { catalog, mayManage: manage.data };
  return (
    <AlertProvider>
      <div data-testid="org-api-keys-realm">
        <Tabs
          label={t("orgApiKeysMenu")}
          tabs={[
            { key: "resources", title: t("orgApiKeysCatalog"), "data-testid": "catalog-tab" },
            { key: "settings", title: t("orgApiKeysSettings"), "data-testid": "settings-tab" },
          ]}
          active={tab}
          onSelect={setTab}
        >
          {tab === "resources" ? (
            <PageSection variant="light" padding={{ default: "noPadding" }}>
              <CatalogPanel {...props} />
            </PageSection>
          ) : (
            <PageSection variant="light">
              <SettingsPanel {...props} />
            </PageSection>
          )}
        </Tabs>
      </div>
    </AlertProvider>
  );
}
