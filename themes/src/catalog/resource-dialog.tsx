import "./resource-dialog.css";
import { useEffect, useState, type FocusEvent } from "react";
import { t } from "../host/messages";
import { Button, Checkbox, FormGroup, Table, Tbody, Td, TextArea, TextInput, Th, Thead, Tr } from "../patternfly";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { FormDialog } from "../ui/dialog";
import { FieldError, validated } from "../ui/field-error";
import { errorsOf } from "../ui/problem";
import { TagsInput } from "../ui/tags-input";
import { useAction } from "../ui/use-action";
import type { Catalog, Resource } from "./api";
import { cleaned, DESCRIPTION_LENGTH, isName, isTaken, opened, RESERVED, USUAL_ACTIONS } from "./definition";

interface Props {
  readonly catalog: Catalog;
  /** Null for a new resource. */
  readonly resource: Resource | null;
  /** The names of all existing resources. */
  readonly names: readonly string[];
  readonly onSaved: (name: string) => void;
  readonly onClose: () => void;
}

const NEW: Resource = { name: "", description: "", actions: ["read"], roles: {}, audience: [] };

export function ResourceDialog({ catalog, resource, names, onSaved, onClose }: Props) {
  const [draft, setDraft] = useState<Resource>(resource ?? NEW);
  // typed, but not yet added
  const [own, setOwn] = useState("");
  const [isAsking, setIsAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const change = (part: Partial<Resource>) => setDraft((before) => ({ ...before, ...part }));

  const nameErrors = resource ? [] : [...errorsOfName(draft.name, names), ...errorsOf(problem, "name")];
  const descriptionErrors = errorsOf(problem, "description");
  const actionErrors = [...errorsOf(problem, "actions"), ...errorsOf(problem, "roles")];
  const audienceErrors = errorsOf(problem, "audience");

  const ownErrors = errorsOfAction(own, [...USUAL_ACTIONS, ...(resource?.actions ?? []), ...draft.actions]);
  const isAdded = own !== "" && ownErrors.length === 0;
  const definition = cleaned(isAdded ? { ...draft, actions: [...draft.actions, own] } : draft);
  const blocked = () => {
    if (!resource && draft.name === "") {
      return t("orgApiKeysCatalogNameMissing");
    }
    const wrong = [
      ...(resource ? [] : errorsOfName(draft.name, names)),
      ...ownErrors.map((error) => `${t("orgApiKeysCatalogActionOwn")}: ${error}`),
    ];
    return wrong[0] ?? (definition.actions.length === 0 ? t("orgApiKeysCatalogActionsMissing") : undefined);
  };
  const send = () => (resource ? catalog.update(definition) : catalog.create(definition));
  const save = async () => {
    if (await run(send)) {
      onSaved(definition.name);
    }
  };
  const open = opened(resource, definition);

  if (isAsking) {
    return (
      <ConfirmDialog
        title={t("orgApiKeysCatalogOpenTitle")}
        confirmLabel={t("orgApiKeysCatalogOpenSubmit")}
        isDanger
        action={send}
        onDone={() => onSaved(definition.name)}
        onClose={() => setIsAsking(false)}
      >
        <p>{t("orgApiKeysCatalogOpenText", open.join(", "))}</p>
      </ConfirmDialog>
    );
  }
  return (
    <FormDialog
      variant="medium"
      title={resource ? t("orgApiKeysCatalogEditTitle", resource.name) : t("orgApiKeysCatalogCreate")}
      description={draft.name === RESERVED ? t("orgApiKeysCatalogReserved") : undefined}
      submitLabel={t(resource ? "orgApiKeysUiSave" : "orgApiKeysCatalogCreateSubmit")}
      blocked={blocked()}
      busy={busy}
      problem={problem}
      fields={["name", "description", "actions", "roles", "audience"]}
      onSubmit={() => (open.length > 0 ? setIsAsking(true) : void save())}
      onClose={onClose}
      data-testid="resource-dialog"
    >
      {!resource && (
        <FormGroup label={t("orgApiKeysCatalogName")} isRequired fieldId="resource-name">
          <TextInput
            id="resource-name"
            isRequired
            value={draft.name}
            validated={validated(nameErrors)}
            aria-describedby="resource-name-help"
            onChange={(_, name) => change({ name })}
          />
          <FieldError id="resource-name-help" errors={nameErrors} help={t("orgApiKeysCatalogNameHelp")} />
        </FormGroup>
      )}
      <FormGroup label={t("orgApiKeysCatalogDescription")} fieldId="resource-description">
        <TextArea
          id="resource-description"
          dir="auto"
          value={draft.description ?? ""}
          maxLength={DESCRIPTION_LENGTH}
          resizeOrientation="vertical"
          validated={validated(descriptionErrors)}
          aria-describedby="resource-description-help"
          // the REST API refuses line breaks
          onChange={(_, description) => change({ description: description.replace(/[\r\n]+/g, " ") })}
        />
        <FieldError
          id="resource-description-help"
          errors={descriptionErrors}
          help={t("orgApiKeysCatalogDescriptionHelp")}
        />
      </FormGroup>
      <FormGroup label={t("orgApiKeysCatalogActions")} isRequired role="group" fieldId="resource-actions">
        <Actions
          draft={draft}
          known={resource?.actions ?? []}
          own={own}
          ownErrors={ownErrors}
          onOwn={setOwn}
          onChange={change}
          catalog={catalog}
        />
        <FieldError id="resource-actions-help" errors={actionErrors} help={t("orgApiKeysCatalogActionsHelp")} />
      </FormGroup>
      <FormGroup label={t("orgApiKeysCatalogAudience")} fieldId="resource-audience">
        <TagsInput
          id="resource-audience"
          label={t("orgApiKeysCatalogAudience")}
          placeholder={t("orgApiKeysCatalogAllClients")}
          value={[...draft.audience]}
          onChange={(audience) => change({ audience })}
          suggest={catalog.clientIds}
          aria-describedby="resource-audience-help"
        />
        <FieldError id="resource-audience-help" errors={audienceErrors} help={t("orgApiKeysCatalogAudienceHelp")} />
      </FormGroup>
    </FormDialog>
  );
}

function errorsOfName(name: string, names: readonly string[]): string[] {
  if (name === "") {
    return [];
  }
  if (!isName(name)) {
    return [t("orgApiKeysCatalogNameHelp")];
  }
  return isTaken(name, names) ? [t("orgApiKeysCatalogNameTaken", name)] : [];
}

/** Returns the errors of a custom action. */
function errorsOfAction(action: string, others: readonly string[]): string[] {
  if (action === "") {
    return [];
  }
  if (!isName(action)) {
    return [t("orgApiKeysCatalogNameHelp")];
  }
  return isTaken(action, others) ? [t("orgApiKeysCatalogActionTaken", action)] : [];
}

interface ActionsProps {
  readonly draft: Resource;
  /** The custom actions that the resource already has. They stay visible when they are unchecked. */
  readonly known: readonly string[];
  /** The text of the field for a custom action. */
  readonly own: string;
  readonly ownErrors: readonly string[];
  readonly onOwn: (text: string) => void;
  readonly onChange: (part: Partial<Resource>) => void;
  readonly catalog: Catalog;
}

/** The usual and the custom actions of the resource, each with its required roles. */
function Actions({ draft, known, own, ownErrors, onOwn, onChange, catalog }: ActionsProps) {
  // a custom action stays visible when it is unchecked
  const [rows, setRows] = useState(() => [...new Set([...USUAL_ACTIONS, ...known, ...draft.actions])]);
  const missing = useMissingRoles(draft, catalog);
  const isBad = ownErrors.length > 0;

  const set = (action: string, on: boolean) =>
    onChange({ actions: on ? [...draft.actions, action] : draft.actions.filter((each) => each !== action) });
  const add = () => {
    if (own !== "" && !isBad) {
      setRows([...new Set([...rows, own])]);
      set(own, true);
      onOwn("");
    }
  };

  return (
    <>
      <Table
        variant="compact"
        borders={false}
        className="org-api-keys-catalog-actions"
        aria-label={t("orgApiKeysCatalogActions")}
      >
        <Thead>
          <Tr>
            <Th width={30}>{t("orgApiKeysCatalogAction")}</Th>
            <Th>{t("orgApiKeysCatalogRoles")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {rows.map((action) => (
            <Tr key={action}>
              <Td dataLabel={t("orgApiKeysCatalogAction")}>
                <Checkbox
                  id={`action-${action}`}
                  label={action}
                  isChecked={draft.actions.includes(action)}
                  onChange={(_, on) => set(action, on)}
                />
              </Td>
              <Td dataLabel={t("orgApiKeysCatalogRoles")}>
                <TagsInput
                  id={`roles-${action}`}
                  label={t("orgApiKeysCatalogRolesFor", action)}
                  placeholder={t("orgApiKeysCatalogNoRoles")}
                  value={[...(draft.roles[action] ?? [])]}
                  onChange={(roles) => onChange({ roles: { ...draft.roles, [action]: roles } })}
                  suggest={catalog.roles}
                  isDisabled={!draft.actions.includes(action)}
                  aria-describedby={`roles-${action}-help`}
                />
                <FieldError
                  id={`roles-${action}-help`}
                  errors={[]}
                  warnings={(draft.roles[action] ?? [])
                    .filter((role) => missing.has(role))
                    .map((role) => t("orgApiKeysCatalogRoleMissing", role))}
                />
              </Td>
            </Tr>
          ))}
          <Tr>
            <Td dataLabel={t("orgApiKeysCatalogAction")}>
              <TextInput
                id="action-own"
                aria-label={t("orgApiKeysCatalogActionOwn")}
                placeholder={t("orgApiKeysCatalogActionOwn")}
                value={own}
                validated={isBad ? "error" : "default"}
                aria-describedby="action-own-help"
                onChange={(_, text) => onOwn(text)}
                // the submit button saves it as well; adding it here would move the button away from under the pointer
                onBlur={({ relatedTarget }: FocusEvent) => {
                  if (relatedTarget?.getAttribute("type") !== "submit") {
                    add();
                  }
                }}
                onKeyDown={(event) => {
                  if (event.key === "Enter") {
                    event.preventDefault();
                    add();
                  }
                }}
              />
              <FieldError id="action-own-help" errors={ownErrors} />
            </Td>
            <Td>
              <Button variant="link" isInline isDisabled={own === "" || isBad} onClick={add} data-testid="add-action">
                {t("orgApiKeysCatalogActionAdd")}
              </Button>
            </Td>
          </Tr>
        </Tbody>
      </Table>
    </>
  );
}

/** Returns those roles of the draft that do not exist. Each role is requested once. */
function useMissingRoles(draft: Resource, catalog: Catalog): ReadonlySet<string> {
  const [known, setKnown] = useState<ReadonlyMap<string, boolean | undefined>>(new Map());
  const unchecked = [...new Set(draft.actions.flatMap((action) => draft.roles[action] ?? []))].filter(
    (role) => !known.has(role),
  );
  const next = unchecked[0];
  useEffect(() => {
    if (next === undefined) {
      return undefined;
    }
    let isStale = false;
    const note = (exists: boolean | undefined) => {
      if (!isStale) {
        setKnown((before) => new Map([...before, [next, exists]]));
      }
    };
    // without permission to view roles, or without an answer, there is no warning
    catalog.hasRole(next).then(note, () => note(undefined));
    return () => {
      isStale = true;
    };
  }, [next, catalog]);
  return new Set([...known].flatMap(([role, exists]) => (exists === false ? [role] : [])));
}
