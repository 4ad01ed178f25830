import { useEffect, useState, type FormEvent } from "react";
import { t } from "../host/messages";
import { ActionGroup, Button, Checkbox, Form, FormGroup, FormSelect, FormSelectOption, TextInput } from "../patternfly";
import { useAlerts } from "../ui/alerts";
import { DurationInput } from "../ui/duration-input";
import { FieldError, validated } from "../ui/field-error";
import { errorsOf } from "../ui/problem";
import { ProblemAlert } from "../ui/problem-alert";
import { Failed, Loading } from "../ui/states";
import { TagsInput } from "../ui/tags-input";
import { useAction } from "../ui/use-action";
import { useLoad } from "../ui/use-load";
import type { Catalogue, LeakPolicy, Settings } from "./api";
import { isPrefix } from "./definition";
import { LeakReporters } from "./leak-reporters";
import { draftOf, errorsIn, IDLE_TIMES, LIFETIMES, LIMITS, settingsOf, type DurationField } from "./settings";

interface Props {
  readonly catalogue: Catalogue;
  readonly mayManage: boolean;
}

export function SettingsPanel({ catalogue, mayManage }: Props) {
  const { data, problem, reload } = useLoad(() => catalogue.settings(), [catalogue]);
  if (problem !== undefined) {
    return <Failed problem={problem} onRetry={reload} />;
  }
  return data ? (
    <SettingsForm saved={data} onSaved={reload} catalogue={catalogue} mayManage={mayManage} />
  ) : (
    <Loading />
  );
}

const FIELDS = [
  "prefix",
  ...LIMITS,
  ...LIFETIMES,
  "maximumGracePeriod",
  ...IDLE_TIMES,
  "expiryNotices",
  "networksRequired",
  "importedPrefixes",
  "leakedKeys",
  "leakReporters",
];

const TYPES = ["user", "bot"] as const;

function SettingsForm({ saved, onSaved, catalogue, mayManage }: Props & { saved: Settings; onSaved: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(saved));
  const { busy, problem, run, clear } = useAction();
  const alerts = useAlerts();
  useEffect(() => setDraft(draftOf(saved)), [saved]);

  const wrong = errorsIn(draft);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(saved));
  const errors = (field: string) => {
    const mine = wrong[field];
    return mine
      ? [t(`orgApiKeysSettingsWrong.${mine === "duration" ? durationRule(field) : mine}`)]
      : errorsOf(problem, field);
  };
  const change = (part: Partial<typeof draft>) => {
    clear();
    setDraft((before) => ({ ...before, ...part }));
  };

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (isChanged && Object.keys(wrong).length === 0 && (await run(() => catalogue.save(settingsOf(draft))))) {
      alerts.success(t("orgApiKeysSettingsSaved"));
      onSaved();
    }
  };

  const duration = (field: DurationField, noneLabel?: string) => {
    const id = `settings-${field.replace(".", "-")}`;
    const label = t(`orgApiKeysSettings.${field}`);
    return (
      <FormGroup key={field} label={label} fieldId={id}>
        <DurationInput
          id={id}
          label={label}
          value={draft.durations[field]}
          onChange={(value) => change({ durations: { ...draft.durations, [field]: value } })}
          {...(noneLabel ? { noneLabel } : {})}
          initial={31_536_000}
          isDisabled={!mayManage}
          validated={validated(errors(field))}
          aria-describedby={`${id}-help`}
        />
        <FieldError id={`${id}-help`} errors={errors(field)} help={t(`orgApiKeysSettings.${field}Help`)} />
      </FormGroup>
    );
  };

  return (
    <Form isHorizontal onSubmit={(event) => void save(event)} noValidate data-testid="settings">
      <ProblemAlert problem={problem} fields={FIELDS} />
      <FormGroup label={t("orgApiKeysSettings.prefix")} isRequired fieldId="settings-prefix">
        <TextInput
          id="settings-prefix"
          isRequired
          value={draft.prefix}
          isDisabled={!mayManage}
          validated={validated(errors("prefix"))}
          aria-describedby="settings-prefix-help"
          onChange={(_, prefix) => change({ prefix })}
        />
        <FieldError
          id="settings-prefix-help"
          errors={errors("prefix")}
          help={isPrefix(draft.prefix) && t("orgApiKeysSettings.prefixHelp", `${draft.prefix}_user_…`)}
        />
      </FormGroup>
      {LIMITS.map((field) => (
        <FormGroup key={field} label={t(`orgApiKeysSettings.${field}`)} isRequired fieldId={`settings-${field}`}>
          <TextInput
            id={`settings-${field}`}
            type="number"
            min={0}
            isRequired
            value={draft[field]}
            isDisabled={!mayManage}
            validated={validated(errors(field))}
            aria-describedby={`settings-${field}-help`}
            onChange={(_, value) => change({ [field]: value })}
          />
          <FieldError
            id={`settings-${field}-help`}
            errors={errors(field)}
            help={t(`orgApiKeysSettings.${field}Help`)}
          />
        </FormGroup>
      ))}
      {LIFETIMES.map((field) => duration(field, t("orgApiKeysSettingsNone")))}
      {duration("maximumGracePeriod")}
      {IDLE_TIMES.map((field) => duration(field, t("orgApiKeysSettingsNone")))}
      <FormGroup label={t("orgApiKeysSettings.expiryNotices")} role="group" fieldId="settings-expiryNotices-group">
        <Checkbox
          id="settings-expiryNotices"
          label={t("orgApiKeysSettingsExpiryNotices")}
          isChecked={draft.expiryNotices}
          isDisabled={!mayManage}
          onChange={(_, expiryNotices) => change({ expiryNotices })}
        />
        <FieldError id="settings-expiryNotices-help" errors={errors("expiryNotices")} />
      </FormGroup>
      <FormGroup label={t("orgApiKeysSettings.networksRequired")} role="group" fieldId="settings-networksRequired">
        {TYPES.map((type) => (
          <Checkbox
            key={type}
            id={`settings-networksRequired-${type}`}
            label={t(`orgApiKeysSettingsNetworks.${type}`)}
            isChecked={draft.networksRequired[type]}
            isDisabled={!mayManage}
            aria-describedby="settings-networksRequired-help"
            onChange={(_, on) => change({ networksRequired: { ...draft.networksRequired, [type]: on } })}
          />
        ))}
        <FieldError
          id="settings-networksRequired-help"
          errors={errors("networksRequired")}
          help={t("orgApiKeysSettings.networksRequiredHelp")}
        />
      </FormGroup>
      <FormGroup label={t("orgApiKeysSettings.importedPrefixes")} fieldId="settings-importedPrefixes">
        {mayManage ? (
          <TagsInput
            id="settings-importedPrefixes"
            label={t("orgApiKeysSettings.importedPrefixes")}
            value={draft.importedPrefixes}
            onChange={(importedPrefixes) => change({ importedPrefixes })}
            isInvalid={errors("importedPrefixes").length > 0}
            aria-describedby="settings-importedPrefixes-help"
          />
        ) : (
          <TextInput
            id="settings-importedPrefixes"
            value={draft.importedPrefixes.join(", ")}
            isDisabled
            aria-describedby="settings-importedPrefixes-help"
          />
        )}
        <FieldError
          id="settings-importedPrefixes-help"
          errors={errors("importedPrefixes")}
          help={t("orgApiKeysSettings.importedPrefixesHelp")}
        />
      </FormGroup>
      <FormGroup label={t("orgApiKeysSettings.leakedKeys")} fieldId="settings-leakedKeys">
        <FormSelect
          id="settings-leakedKeys"
          value={draft.leakedKeys}
          isDisabled={!mayManage}
          validated={validated(errors("leakedKeys"))}
          aria-describedby="settings-leakedKeys-help"
          onChange={(_, policy) => change({ leakedKeys: policy as LeakPolicy })}
        >
          {(["disable", "delete"] as const).map((policy) => (
            <FormSelectOption key={policy} value={policy} label={t(`orgApiKeysAction.${policy}`)} />
          ))}
        </FormSelect>
        <FieldError
          id="settings-leakedKeys-help"
          errors={errors("leakedKeys")}
          help={t(`orgApiKeysSettingsLeaked.${draft.leakedKeys}`)}
        />
      </FormGroup>
      <FormGroup label={t("orgApiKeysSettings.leakReporters")} role="group" fieldId="settings-leakReporters">
        <LeakReporters
          value={draft.leakReporters}
          mayManage={mayManage}
          describedBy="settings-leakReporters-help"
          onChange={(leakReporters) => change({ leakReporters })}
        />
        <FieldError
          id="settings-leakReporters-help"
          errors={errors("leakReporters")}
          help={t("orgApiKeysSettings.leakReportersHelp")}
        />
      </FormGroup>
      {mayManage && (
        <ActionGroup>
          <Button
            type="submit"
            isDisabled={!isChanged || busy || Object.keys(wrong).length > 0}
            isLoading={busy}
            spinnerAriaLabel={t("orgApiKeysUiWorking")}
            data-testid="settings-save"
          >
            {t("orgApiKeysUiSave")}
          </Button>
          <Button
            variant="link"
            isDisabled={busy}
            onClick={() => {
              clear();
              setDraft(draftOf(saved));
            }}
            data-testid="settings-revert"
          >
            {t("orgApiKeysUiRevert")}
          </Button>
        </ActionGroup>
      )}
    </Form>
  );
}

const durationRule = (field: string) => (field === "maximumGracePeriod" ? "grace" : "lifetime");
