import { useMemo } from "react";
import { t } from "../host/messages";
import { queryOfList, stateOf } from "../keys/list-address";
import { isOfView, MORE_FILTERS, NO_FILTERS, VIEWS } from "../keys/filters";
import { realmKeysApi } from "../keys/realm-api";
import { RealmKey } from "../keys/realm-key";
import { RealmKeysPanel } from "../keys/realm-panel";
import { useOpenKey } from "../keys/use-open-key";
import { PageSection, Title } from "../patternfly";
import { AlertProvider } from "../ui/alerts";

/** Whether help texts are switched on in the menu of the console. */
const hasHelp = () => localStorage.getItem("helpEnabled") !== "false";

/** The page "API keys" of the admin console: the keys of all organizations, or the page of one key. */
export function RealmKeysPage({ realm }: { realm: string }) {
  const api = useMemo(() => realmKeysApi(realm, MORE_FILTERS), [realm]);
  const { open, left } = useOpenKey();
  return (
    <AlertProvider>
      {open ? (
        <PageSection variant="light">
          <RealmKey key={open} realm={realm} api={api} id={open} level={1} />
        </PageSection>
      ) : (
        <>
          <PageSection variant="light" className="org-api-keys-head">
            <Title headingLevel="h1" size="2xl" data-testid="page-heading">
              {t("orgApiKeysMenu")}
            </Title>
            {hasHelp() && <p className="org-api-keys-intro">{t("orgApiKeysRealmIntro")}</p>}
          </PageSection>
          <PageSection variant="light" padding={{ default: "noPadding" }} isFilled>
            <RealmKeysPanel
              api={api}
              views={({ state }) =>
                VIEWS.map((view) => ({
                  name: view.name,
                  title: t(`orgApiKeysView.${view.name}`),
                  query: queryOfList(
                    {
                      filters: { ...NO_FILTERS, ...view.filters },
                      page: { first: 0, max: state.page.max },
                      sort: stateOf({ sort: view.sort }, "").sort,
                    },
                    "",
                  ),
                  isCurrent: isOfView(state.filters, view),
                }))
              }
              emptyTitle={t("orgApiKeysEmpty")}
              emptyText={t("orgApiKeysEmptyRealm")}
              left={left}
            />
          </PageSection>
        </>
      )}
    </AlertProvider>
  );
}
