import "./key-dialog.css";
import { KeyUpdate } from "openapi-schemas";
import { useState, type ReactNode } from "react";
import { plural, t } from "../host/messages";
import { AlertActionLink, FormGroup, Radio, TextArea, TextInput } from "../patternfly";
import { FormDialog } from "../ui/dialog";
import { FieldError, validated } from "../ui/field-error";
import { Notice } from "../ui/notice";
import { errorsOf } from "../ui/problem";
import { useAction } from "../ui/use-action";
import type { KeysApi, Overview } from "./api";
import { attributesOf, mergedRows, rowsOf, whyWrong, type AttributeRow } from "./attributes";
import { AttributesField } from "./attributes-field";
import {
  boundsOf,
  choicesForExisting,
  choicesForNew,
  dateError,
  expiresAt,
  initialExpiry,
  type Expiry,
  type ExpiryBounds,
} from "./expiry";
import { ExpiryField } from "./expiry-field";
import { MemberField } from "./member-field";
import { CopyPermissions } from "./copy-permissions";
import type { ApiKey, IssuedKey, KeyType, Member, Permissions } from "./model";
import { isNetwork } from "./networks";
import { NetworksField } from "./networks-field";
import { PermissionMatrix } from "./permission-matrix";
import { PermissionLabels } from "./permission-labels";
import { isEmpty, minus, names, NO_PERMISSIONS } from "./permissions";

const { properties: SCHEMAS } = KeyUpdate;
const FIELDS = ["name", "description", "permissions", "allowedNetworks", "attributes", "expiresAt", "userId"];

interface Draft {
  type: KeyType;
  member?: Member;
  name: string;
  description: string;
  permissions: Permissions;
  allowedNetworks: readonly string[];
  attributes: readonly AttributeRow[];
  expiry: Expiry;
}

interface Props {
  api: KeysApi;
  overview: Overview;
  onClose: () => void;
}

export function CreateDialog({ api, overview, onClose, onCreated }: Props & { onCreated: (key: IssuedKey) => void }) {
  const types = overview.rights.create;
  const [now] = useState(() => Date.now());
  const boundsFor = (type: KeyType) => boundsOf(overview.settings, type, now);
  const [draft, setDraft] = useState<Draft>(() => {
    const type = types[0] ?? "bot";
    return {
      type,
      name: "",
      description: "",
      permissions: NO_PERMISSIONS,
      allowedNetworks: [],
      attributes: [],
      expiry: initialExpiry(boundsFor(type), type),
    };
  });
  const action = useAction();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const bounds = boundsFor(draft.type);
  const needsMember = draft.type === "user" && api.members !== undefined;

  const create = () =>
    void action.run(async () => {
      const expiry = expiresAt(draft.expiry, bounds, Date.now());
      onCreated(
        await api.create({
          type: draft.type,
          name: draft.name,
          description: draft.description === "" ? undefined : draft.description,
          permissions: draft.permissions,
          allowedNetworks: draft.allowedNetworks,
          attributes: attributesOf(draft.attributes, {}, overview.attributeNames),
          userId: draft.type === "user" ? draft.member?.id : undefined,
          expiresAt: expiry ?? undefined,
        }),
      );
    });
  return (
    <FormDialog
      title={t(`orgApiKeysCreateTitle.${draft.type}`, overview.organization)}
      variant="large"
      submitLabel={t("orgApiKeysCreateButton")}
      blocked={whyBlocked(draft, overview, bounds, needsMember)}
      busy={action.busy}
      problem={action.problem}
      fields={FIELDS}
      onSubmit={create}
      onClose={onClose}
      data-testid="create-key-dialog"
    >
      {types.length > 1 && (
        <FormGroup label={t("orgApiKeysType")} role="radiogroup" fieldId="key-type">
          <div className="org-api-keys-pair">
            {types.map((type) => (
              <Radio
                key={type}
                id={`key-type-${type}`}
                name="key-type"
                label={t(`orgApiKeysType.${type}`)}
                description={t(`orgApiKeysTypeHelp.${type}`)}
                isChecked={draft.type === type}
                onChange={() => change({ type, expiry: initialExpiry(boundsFor(type), type) })}
              />
            ))}
          </div>
        </FormGroup>
      )}
      {needsMember && api.members && (
        <MemberField
          value={draft.member}
          search={api.members}
          errors={errorsOf(action.problem, "userId")}
          onChange={(member) => change({ member })}
        />
      )}
      <div className="org-api-keys-pair">
        <NameField draft={draft} problem={action.problem} onChange={change} />
        <ExpiryField
          choices={choicesForNew(bounds, now)}
          value={draft.expiry}
          bounds={bounds}
          errors={errorsOf(action.problem, "expiresAt")}
          onChange={(expiry) => change({ expiry })}
        />
      </div>
      <PermissionsField
        overview={overview}
        granted={NO_PERMISSIONS}
        draft={draft}
        problem={action.problem}
        onChange={change}
      >
        {!api.isOwn && api.isBlind !== true && (
          <CopyPermissions api={api} catalog={overview.catalog} onCopy={(permissions) => change({ permissions })} />
        )}
      </PermissionsField>
      {draft.type === "user" && !api.isOwn && <p>{t("orgApiKeysOwnersRoles")}</p>}
      <DescriptionField draft={draft} problem={action.problem} onChange={change} />
      <NetworksField
        value={draft.allowedNetworks}
        isRequired={overview.settings.networksRequired[draft.type]}
        problem={action.problem}
        onChange={(allowedNetworks) => change({ allowedNetworks })}
      />
      <AttributesPart overview={overview} draft={draft} problem={action.problem} onChange={change} />
    </FormDialog>
  );
}

export function EditDialog(props: Props & { apiKey: ApiKey; onSaved: (key: ApiKey) => void }) {
  const { api, overview, onClose, onSaved } = props;
  const [key, setKey] = useState(props.apiKey);
  const [draft, setDraft] = useState(() => draftOf(key, overview));
  const action = useAction();
  const reload = useAction();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const [now] = useState(() => Date.now());
  const bounds = boundsOf(overview.settings, key.type, Date.parse(key.secretIssuedAt));
  const added = minus(draft.permissions, key.permissions);

  const save = () =>
    void action.run(async () => {
      onSaved(
        await api.update(key, {
          name: draft.name,
          description: draft.description === "" ? null : draft.description,
          permissions: draft.permissions,
          allowedNetworks: draft.allowedNetworks,
          attributes: attributesOf(draft.attributes, key.attributes, overview.attributeNames),
          expiresAt: expiresAt(draft.expiry, bounds, Date.now()),
        }),
      );
    });
  const readAgain = () =>
    void reload.run(async () => {
      const current = await api.read(key.id);
      setKey(current);
      setDraft((mine) => merged(mine, draftOf(key, overview), draftOf(current, overview)));
      action.clear();
    });
  const isStale = (action.problem as { status?: number } | undefined)?.status === 412;
  return (
    <FormDialog
      title={t(`orgApiKeysEditTitle.${key.type}`, key.name, overview.organization)}
      variant="large"
      submitLabel={t("orgApiKeysUiSave")}
      blocked={whyBlocked(draft, overview, bounds, false)}
      busy={action.busy || reload.busy}
      problem={reload.problem ?? action.problem}
      fields={FIELDS}
      onSubmit={save}
      onClose={onClose}
      data-testid="edit-key-dialog"
    >
      {isStale && (
        <Notice
          variant="info"
          title={t("orgApiKeysStaleHelp")}
          actionLinks={<AlertActionLink onClick={readAgain}>{t("orgApiKeysReadAgain")}</AlertActionLink>}
        />
      )}
      <div className="org-api-keys-pair">
        <NameField draft={draft} problem={action.problem} onChange={change} />
        <ExpiryField
          choices={choicesForExisting(bounds, now, key.expiresAt)}
          value={draft.expiry}
          bounds={bounds}
          current={key.expiresAt}
          errors={errorsOf(action.problem, "expiresAt")}
          onChange={(expiry) => change({ expiry })}
        />
      </div>
      <PermissionsField
        overview={overview}
        granted={key.permissions}
        draft={draft}
        problem={action.problem}
        onChange={change}
      />
      {!isEmpty(added) && (
        <Notice
          isLiveRegion
          variant="warning"
          title={plural("orgApiKeysWidens", names(added).length)}
          data-testid="widens"
        >
          {t("orgApiKeysWidensText", "")}
          <PermissionLabels apiKey={{ permissions: added }} limit={10} />
        </Notice>
      )}
      <DescriptionField draft={draft} problem={action.problem} onChange={change} />
      <NetworksField
        value={draft.allowedNetworks}
        isRequired={overview.settings.networksRequired[key.type]}
        problem={action.problem}
        onChange={(allowedNetworks) => change({ allowedNetworks })}
      />
      <AttributesPart overview={overview} draft={draft} problem={action.problem} onChange={change} />
    </FormDialog>
  );
}

function draftOf(key: ApiKey, { attributeNames }: Overview): Draft {
  return {
    type: key.type,
    name: key.name,
    description: key.description ?? "",
    permissions: key.permissions,
    allowedNetworks: key.allowedNetworks,
    attributes: rowsOf(key.attributes, attributeNames),
    expiry: { kind: "keep" },
  };
}

/** Applies the user's changes to the current state of the key. */
function merged(mine: Draft, before: Draft, current: Draft): Draft {
  const changed = Object.entries(mine).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof Draft]),
  );
  return {
    ...current,
    ...Object.fromEntries(changed),
    attributes: mergedRows(mine.attributes, before.attributes, current.attributes),
  };
}

/** Returns the first reason why the form cannot be submitted yet, in the order of the form, or undefined. */
function whyBlocked(draft: Draft, { settings }: Overview, bounds: ExpiryBounds, needsMember: boolean) {
  if (needsMember && !draft.member) {
    return t("orgApiKeysMemberMissing");
  }
  if (draft.name.trim() === "") {
    return t("orgApiKeysNameMissing");
  }
  const wrongDate = draft.expiry.kind === "date" && dateError(draft.expiry.date, bounds, Date.now());
  if (wrongDate) {
    return t(`orgApiKeysExpiryDate.${wrongDate}`);
  }
  if (!draft.allowedNetworks.every(isNetwork)) {
    return t("orgApiKeysNetworksWrong");
  }
  if (settings.networksRequired[draft.type] && draft.allowedNetworks.length === 0) {
    return t("orgApiKeysNetworksMissing");
  }
  return whyWrong(draft.attributes);
}

interface PartProps {
  draft: Draft;
  problem: unknown;
  onChange: (part: Partial<Draft>) => void;
}

function NameField({ draft, problem, onChange }: PartProps) {
  const [wasLeft, setWasLeft] = useState(false);
  const missing = wasLeft && draft.name.trim() === "" ? [t("orgApiKeysNameMissing")] : [];
  const errors = [...errorsOf(problem, "name"), ...missing];
  return (
    <FormGroup label={t("orgApiKeysName")} isRequired fieldId="key-name">
      <TextInput
        id="key-name"
        dir="auto"
        isRequired
        maxLength={SCHEMAS?.name?.maxLength}
        aria-describedby="key-name-help"
        value={draft.name}
        validated={validated(errors)}
        onChange={(_, name) => onChange({ name })}
        onBlur={() => setWasLeft(true)}
      />
      <FieldError id="key-name-help" errors={errors} help={t("orgApiKeysNameHelp")} />
    </FormGroup>
  );
}

function DescriptionField({ draft, problem, onChange }: PartProps) {
  const errors = errorsOf(problem, "description");
  return (
    <FormGroup label={t("orgApiKeysDescription")} fieldId="key-description">
      <TextArea
        id="key-description"
        dir="auto"
        rows={2}
        maxLength={SCHEMAS?.description?.maxLength}
        resizeOrientation="vertical"
        aria-describedby="key-description-help"
        value={draft.description}
        validated={validated(errors)}
        // the REST API refuses line breaks
        onChange={(_, description) => onChange({ description: description.replace(/[\r\n]+/g, " ") })}
      />
      <FieldError id="key-description-help" errors={errors} />
    </FormGroup>
  );
}

function PermissionsField(props: PartProps & { overview: Overview; granted: Permissions; children?: ReactNode }) {
  return (
    <FormGroup label={t("orgApiKeysPermissions")} role="group" fieldId="key-permissions">
      <PermissionMatrix
        catalog={props.overview.catalog}
        granted={props.granted}
        value={props.draft.permissions}
        onChange={(permissions) => props.onChange({ permissions })}
      >
        {props.children}
      </PermissionMatrix>
      <FieldError
        id="key-permissions-help"
        errors={errorsOf(props.problem, "permissions")}
        help={isEmpty(props.draft.permissions) ? t("orgApiKeysPermissionsEmpty") : undefined}
      />
    </FormGroup>
  );
}

/** The attributes; nothing if the user can set none. */
function AttributesPart({ overview, draft, problem, onChange }: PartProps & { overview: Overview }) {
  const { attributeNames } = overview;
  return attributeNames?.length === 0 ? null : (
    <AttributesField
      value={draft.attributes}
      names={attributeNames}
      problem={problem}
      onChange={(attributes) => onChange({ attributes })}
    />
  );
}
