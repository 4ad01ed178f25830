import { useState } from "react";
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
  const [isAsking, setIsAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const change = (part: Partial<Resource>) => setDraft((before) => ({ ...before, ...part }));

  const nameErrors = resource ? [] : [...errorsOfName(draft.name, names), ...errorsOf(problem, "name")];
  const descriptionErrors = errorsOf(problem, "description");
  const actionErrors = [...errorsOf(problem, "actions"), ...errorsOf(problem, "roles")];
  const audienceErrors = errorsOf(problem, "audience");

  const definition = cleaned(draft);
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
      isDisabled={!isName(draft.name) || draft.actions.length === 0 || (!resource && isTaken(draft.name, names))}
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
        <Actions draft={draft} known={resource?.actions ?? []} onChange={change} suggestRoles={catalog.roles} />
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

interface ActionsProps {
  readonly draft: Resource;
  /** The custom actions that the resource already has. They stay visible when they are unchecked. */
  readonly known: readonly string[];
  readonly onChange: (part: Partial<Resource>) => void;
  readonly suggestRoles: (text: string) => Promise<string[]>;
}

/** The usual and the custom actions of the resource, each with its required roles. */
function Actions({ draft, known, onChange, suggestRoles }: ActionsProps) {
  const [rows, setRows] = useState(() => [...new Set([...USUAL_ACTIONS, ...known])]);
  const [own, setOwn] = useState("");
  const isBad = own !== "" && (!isName(own) || isTaken(own, rows));

  const set = (action: string, on: boolean) =>
    onChange({ actions: on ? [...draft.actions, action] : draft.actions.filter((each) => each !== action) });
  const add = () => {
    if (own !== "" && !isBad) {
      setRows([...rows, own]);
      set(own, true);
      setOwn("");
    }
  };

  return (
    <>
      <Table variant="compact" borders={false} aria-label={t("orgApiKeysCatalogActions")}>
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
                  suggest={suggestRoles}
                  isDisabled={!draft.actions.includes(action)}
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
                onChange={(_, text) => setOwn(text)}
                onKeyDown={(event) => {
                  if (event.key === "Enter") {
                    event.preventDefault();
                    add();
                  }
                }}
              />
              <FieldError
                id="action-own-help"
                errors={
                  isBad ? [isName(own) ? t("orgApiKeysCatalogActionTaken", own) : t("orgApiKeysCatalogNameHelp")] : []
                }
              />
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
