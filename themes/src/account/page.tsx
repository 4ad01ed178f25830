import type { Organization } from "openapi";
import { useMemo, useState } from "react";
import { t } from "../host/messages";
import { setQuery } from "../host/query";
import { accountKeysApi, me, type Me } from "../keys/account-api";
import { KeyPage } from "../keys/key-page";
import { KeysPanel, withoutLists, WithOverview } from "../keys/panel";
import { useOpenKey } from "../keys/use-open-key";
import { Form, FormGroup, FormSelect, FormSelectOption, PageSection, SearchIcon, Title } from "../patternfly";
import { AlertProvider } from "../ui/alerts";
import { Problem } from "../host/rest";
import { useHeading } from "../ui/heading";
import { Notice } from "../ui/notice";
import { Empty, Failed, Loading } from "../ui/states";
import { useLoad } from "../ui/use-load";
import { useQuery } from "../ui/use-query";

/** Where the page gets its data from. */
export interface KeySource {
  readonly me: () => Promise<Me>;
  readonly keysApi: typeof accountKeysApi;
}

const ACCOUNT: KeySource = { me, keysApi: accountKeysApi };

interface Props {
  /** The id or alias of the only organization whose keys are shown; missing if the user selects an organization. */
  only?: string;
  source?: KeySource;
}

/** The page "API keys" of the account console, and of other applications that contain this page. */
export function AccountPage({ only, source = ACCOUNT }: Props) {
  const { open, left } = useOpenKey();
  const heading = useHeading(1);
  return (
    <AlertProvider>
      <div className="org-api-keys-page">
        {open === undefined && (
          <PageSection variant="light" part="intro">
            <Title headingLevel={heading} data-testid="page-heading">
              {t("orgApiKeysMenu")}
            </Title>
            <p>{t("orgApiKeysIntro")}</p>
          </PageSection>
        )}
        <PageSection variant="light" isFilled>
          <Organizations open={open} left={left} only={only} source={source} />
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

type OrganizationsProps = OpenKey & { only?: string; source: KeySource };

function Organizations({ open, left, only, source }: OrganizationsProps) {
  const { data, problem, reload } = useLoad(() => loadMe(source), [source]);
  const query = useQuery();
  if (problem !== undefined) {
    return <Failed problem={problem} onRetry={reload} />;
  }
  if (!data) {
    return <Loading />;
  }
  const organizations = data.organizations.filter(
    ({ id, alias }) => only === undefined || only === id || only === alias,
  );
  const organization = organizations.find(({ id }) => id === query.organization) ?? organizations[0];
  if (!organization) {
    return data.organizations.length > 0 ? (
      <Empty title={t("orgApiKeysUiProblemOrganizationNotFound")} icon={SearchIcon}>
        {t("orgApiKeysUiProblemOrganizationNotFoundText")}
      </Empty>
    ) : (
      <Empty title={t("orgApiKeysNoOrganization")}>{t("orgApiKeysNoOrganizationText")}</Empty>
    );
  }
  if (open !== undefined) {
    return <KeyOf key={open} id={open} userId={data.id} organization={organization} source={source} />;
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
        source={source}
        isOnly={organizations.length === 1}
        left={left}
      />
    </>
  );
}

/** Treats a realm with organizations disabled as a user without organizations, and not as an error. */
async function loadMe(source: KeySource): Promise<Me> {
  try {
    return await source.me();
  } catch (error) {
    if (error instanceof Problem && error.code === "organizations_disabled") {
      return { id: "", organizations: [] };
    }
    throw error;
  }
}

interface MemberProps {
  userId: string;
  organization: Organization;
  source: KeySource;
}

function KeyOf({ id, userId, organization, source }: MemberProps & { id: string }) {
  const api = useMemo(() => {
    const all = source.keysApi(userId, organization, false);
    return all.isBlind ? source.keysApi(userId, organization, true) : all;
  }, [userId, organization, source]);
  return (
    <WithOverview api={api}>{(overview) => <KeyPage api={api} overview={overview} id={id} level={1} />}</WithOverview>
  );
}

type KeysProps = MemberProps & Pick<OpenKey, "left"> & { isOnly: boolean };

function OrganizationKeys({ userId, organization, source, isOnly, left }: KeysProps) {
  const heading = useHeading(2);
  const own = useMemo(() => source.keysApi(userId, organization, true), [userId, organization, source]);
  const all = useMemo(() => source.keysApi(userId, organization, false), [userId, organization, source]);
  // a key can be in both lists, so a change in one list reloads the other list
  const [changes, setChanges] = useState({ own: 0, all: 0 });
  return (
    <>
      {!organization.enabled && (
        <Notice variant="warning" title={t("orgApiKeysOrganizationDisabled", organization.name)}>
          {t("orgApiKeysOrganizationDisabledText")}
        </Notice>
      )}
      <Title headingLevel={heading} size="lg" className={isOnly ? undefined : "org-api-keys-section"}>
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
          <Title headingLevel={heading} size="lg" className="org-api-keys-section">
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
