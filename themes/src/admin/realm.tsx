import { useMemo, useState } from "react";
import { CatalogPanel } from "../catalog/catalog-panel";
import { catalogOf } from "../catalog/api";
import { SettingsPanel } from "../catalog/settings-panel";
import { t } from "../host/messages";
import { PageSection, Tab, Tabs, TabTitleText } from "../patternfly";
import { AlertProvider } from "../ui/alerts";
import { Failed, Loading } from "../ui/states";
import { useLoad } from "../ui/use-load";

interface RealmResourcesProps {
  readonly realm: string;
}

/** The tab "API resources" of the realm settings in the admin console. */
export function RealmResources({ realm }: RealmResourcesProps) {
  const catalog = useMemo(() => catalogOf(realm), [realm]);
  const manage = useLoad(() => catalog.mayManage(), [catalog]);
  const [tab, setTab] = useState<string | number>("resources");

  if (manage.problem !== undefined) {
    return <Failed problem={manage.problem} onRetry={manage.reload} />;
  }
  if (manage.data === undefined) {
    return <Loading />;
  }
  const props = { catalog, mayManage: manage.data };
  return (
    <AlertProvider>
      <Tabs
        activeKey={tab}
        onSelect={(_, key) => setTab(key)}
        usePageInsets
        mountOnEnter
        unmountOnExit
        aria-label={t("orgApiKeysResourcesTab")}
        backScrollAriaLabel={t("orgApiKeysUiScrollBack")}
        forwardScrollAriaLabel={t("orgApiKeysUiScrollForward")}
        data-testid="org-api-keys-realm"
      >
        <Tab
          eventKey="resources"
          title={<TabTitleText>{t("orgApiKeysCatalog")}</TabTitleText>}
          data-testid="catalog-tab"
        >
          <PageSection variant="light" padding={{ default: "noPadding" }}>
            <CatalogPanel {...props} />
          </PageSection>
        </Tab>
        <Tab
          eventKey="settings"
          title={<TabTitleText>{t("orgApiKeysSettings")}</TabTitleText>}
          data-testid="settings-tab"
        >
          <PageSection variant="light">
            <SettingsPanel {...props} />
          </PageSection>
        </Tab>
      </Tabs>
    </AlertProvider>
  );
}
