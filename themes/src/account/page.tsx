import type { Organization } from "openapi";
import { useMemo, useState } from "react";
import { t } from "../host/messages";
import { setQuery } from "../host/query";
import { accountKeysApi, me, type Me } from "../keys/account-api";
import { KeyPage } from "../keys/key-page";
import { KeysPanel, withoutLists, WithOverview } from "../keys/panel";
import { useOpenKey } from "../keys/use-open-key";
import { Form, FormGroup, FormSelect, FormSelectOption, PageSection, Title } from "../patternfly";
import { AlertProvider } from "../ui/alerts";
import { Problem } from "../host/rest";
import { Notice } from "../ui/notice";
import { Empty, Failed, Loading } from "../ui/states";
import { useLoad } from "../ui/use-load";
import { useQuery } from "../ui/use-query";

/** The page "API keys" of the account console. */
export function AccountPage() {
  const { open, left } = useOpenKey();
  return (
    <AlertProvider>
      <div className="org-api-keys-page">
        {open === undefined && (
          <PageSection variant="light">
            <Title headingLevel="h1" data-testid="page-heading">
              {t("orgApiKeysMenu")}
            </Title>
            <p>{t("orgApiKeysIntro")}</p>
          </PageSection>
        )}
        <PageSection variant="light" isFilled>
          <Organizations open={open} left={left} />
        </PageSection>
      </div>
    </AlertProvider>
  );
}

interface OpenKey {
  /** The id of the key whose page is shown instead of the lists. */
  open?: string;
  /** The id of the key whose page was open last. */
  left?: string;
}

function Organizations({ open, left }: OpenKey) {
  const { data, problem, reload } = useLoad(loadMe, []);
  const query = useQuery();
  if (problem !== undefined) {
    return <Failed problem={problem} onRetry={reload} />;
  }
  if (!data) {
    return <Loading />;
  }
  const { organizations } = data;
  const organization = organizations.find(({ id }) => id === query.organization) ?? organizations[0];
  if (!organization) {
    return <Empty title={t("orgApiKeysNoOrganization")}>{t("orgApiKeysNoOrganizationText")}</Empty>;
  }
  if (open !== undefined) {
    return <KeyOf key={open} id={open} userId={data.id} organization={organization} />;
  }
  return (
    <>
      {organizations.length > 1 && (
        <Form isWidthLimited onSubmit={(event) => event.preventDefault()}>
          <FormGroup label={t("orgApiKeysOrganization")} fieldId="key-organization">
            <FormSelect
              id="key-organization"
              value={organization.id}
              onChange={(_, id) => setQuery({ ...withoutLists(query), organization: id })}
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
        left={left}
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

function KeyOf({ id, userId, organization }: { id: string; userId: string; organization: Organization }) {
  const api = useMemo(() => {
    const all = accountKeysApi(userId, organization, false);
    return all.isBlind ? accountKeysApi(userId, organization, true) : all;
  }, [userId, organization]);
  return (
    <WithOverview api={api}>{(overview) => <KeyPage api={api} overview={overview} id={id} level={1} />}</WithOverview>
  );
}

type KeysProps = Pick<OpenKey, "left"> & { userId: string; organization: Organization; isOnly: boolean };

function OrganizationKeys({ userId, organization, isOnly, left }: KeysProps) {
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
      <WithOverview api={own}>
        {(overview) => (
          <KeysPanel
            api={own}
            overview={overview}
            left={left}
            revision={changes.own}
            onChanged={() => setChanges((before) => ({ ...before, all: before.all + 1 }))}
          />
        )}
      </WithOverview>
      {(all.isBlind !== true || organization.actions.includes("create")) && (
        <>
          <Title headingLevel="h2" size="lg" className="org-api-keys-section">
            {t("orgApiKeysAllOf", organization.name)}
          </Title>
          <WithOverview api={all}>
            {(overview) => (
              <KeysPanel
                api={all}
                overview={overview}
                left={left}
                revision={changes.all}
                onChanged={() => setChanges((before) => ({ ...before, own: before.own + 1 }))}
              />
            )}
          </WithOverview>
        </>
      )}
    </>
  );
}
