import type { Organization } from "openapi";
import { useMemo, useState } from "react";
import { t } from "../host/messages";
import { accountKeysApi, me, type Me } from "../keys/account-api";
import { KeysPanel } from "../keys/panel";
import { Form, FormGroup, FormSelect, FormSelectOption, PageSection, Title } from "../patternfly";
import { AlertProvider } from "../ui/alerts";
import { Problem } from "../host/rest";
import { Notice } from "../ui/notice";
import { Empty, Failed, Loading } from "../ui/states";
import { useLoad } from "../ui/use-load";

/** The page "API keys" of the account console. */
export function AccountPage() {
  return (
    <AlertProvider>
      <div className="org-api-keys-page">
        <PageSection variant="light">
          <Title headingLevel="h1" data-testid="page-heading">
            {t("orgApiKeysMenu")}
          </Title>
          <p>{t("orgApiKeysIntro")}</p>
        </PageSection>
        <PageSection variant="light" isFilled>
          <Organizations />
        </PageSection>
      </div>
    </AlertProvider>
  );
}

function Organizations() {
  const { data, problem, reload } = useLoad(loadMe, []);
  const [chosen, setChosen] = useState<string>();
  if (problem !== undefined) {
    return <Failed problem={problem} onRetry={reload} />;
  }
  if (!data) {
    return <Loading />;
  }
  const { organizations } = data;
  const organization = organizations.find(({ id }) => id === chosen) ?? organizations[0];
  if (!organization) {
    return <Empty title={t("orgApiKeysNoOrganization")}>{t("orgApiKeysNoOrganizationText")}</Empty>;
  }
  return (
    <>
      {organizations.length > 1 && (
        <Form isWidthLimited onSubmit={(event) => event.preventDefault()}>
          <FormGroup label={t("orgApiKeysOrganization")} fieldId="key-organization">
            <FormSelect
              id="key-organization"
              value={organization.id}
              onChange={(_, id) => setChosen(id)}
              data-testid="organization"
            >
              {organizations.map(({ id, name }) => (
                <FormSelectOption key={id} value={id} label={name} />
              ))}
            </FormSelect>
          </FormGroup>
        </Form>
      )}
      <OrganizationKeys
        key={organization.id}
        userId={data.id}
        organization={organization}
        isOnly={organizations.length === 1}
      />
    </>
  );
}

/** Treats a realm with organizations disabled as a user without organizations, and not as an error. */
async function loadMe(): Promise<Me> {
  try {
    return await me();
  } catch (error) {
    if (error instanceof Problem && error.code === "organizations_disabled") {
      return { id: "", organizations: [] };
    }
    throw error;
  }
}

function OrganizationKeys(props: { userId: string; organization: Organization; isOnly: boolean }) {
  const { userId, organization, isOnly } = props;
  const own = useMemo(() => accountKeysApi(userId, organization, true), [userId, organization]);
  const all = useMemo(() => accountKeysApi(userId, organization, false), [userId, organization]);
  // a key can be in both lists, so a change in one list reloads the other list
  const [changes, setChanges] = useState({ own: 0, all: 0 });
  return (
    <>
      {!organization.enabled && (
        <Notice variant="warning" title={t("orgApiKeysOrganizationDisabled", organization.name)}>
          {t("orgApiKeysOrganizationDisabledText")}
        </Notice>
      )}
      <Title headingLevel="h2" size="lg" className={isOnly ? undefined : "org-api-keys-section"}>
        {t("orgApiKeysOwn")}
      </Title>
      <KeysPanel
        api={own}
        revision={changes.own}
        onChanged={() => setChanges((before) => ({ ...before, all: before.all + 1 }))}
      />
      {(all.isBlind !== true || organization.actions.includes("create")) && (
        <>
          <Title headingLevel="h2" size="lg" className="org-api-keys-section">
            {t("orgApiKeysAllOf", organization.name)}
          </Title>
          <KeysPanel
            api={all}
            revision={changes.all}
            onChanged={() => setChanges((before) => ({ ...before, own: before.own + 1 }))}
          />
        </>
      )}
    </>
  );
}
