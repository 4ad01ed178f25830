import { useEffect, useState, type FormEvent } from "react";
import { t } from "../host/messages";
import { ActionGroup, Button, Form } from "../patternfly";
import { useAlerts } from "../ui/alerts";
import { errorsOf } from "../ui/problem";
import { ProblemAlert } from "../ui/problem-alert";
import { Failed, Loading } from "../ui/states";
import { useAction } from "../ui/use-action";
import { useLoad } from "../ui/use-load";
import type { Catalog, Settings } from "./api";
import { SettingField } from "./setting-field";
import { draftOf, errorsIn, FIELDS, settingsOf, type Field } from "./settings";

interface Props {
  readonly catalog: Catalog;
  readonly mayManage: boolean;
}

export function SettingsPanel({ catalog, mayManage }: Props) {
  const { data, problem, reload } = useLoad(() => catalog.settings(), [catalog]);
  if (problem !== undefined) {
    return <Failed problem={problem} onRetry={reload} />;
  }
  return data ? <SettingsForm saved={data} onSaved={reload} catalog={catalog} mayManage={mayManage} /> : <Loading />;
}

/** The rows of the form. All flags of a group are in one row. */
const ROWS = FIELDS.reduce<Record<string, Field[]>>((rows, field) => {
  const name = field.kind === "flag" ? field.name.replace(/\..*/, "") : field.name;
  return { ...rows, [name]: [...(rows[name] ?? []), field] };
}, {});

function SettingsForm({ saved, onSaved, catalog, mayManage }: Props & { saved: Settings; onSaved: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(saved));
  const { busy, problem, run, clear } = useAction();
  const alerts = useAlerts();
  useEffect(() => setDraft(draftOf(saved)), [saved]);

  const wrong = errorsIn(draft);
  const maySave = Object.keys(wrong).length === 0 && JSON.stringify(draft) !== JSON.stringify(draftOf(saved));

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (maySave && (await run(() => catalog.save(settingsOf(draft))))) {
      alerts.success(t("orgApiKeysSettingsSaved"));
      onSaved();
    }
  };

  return (
    <Form isHorizontal onSubmit={(event) => void save(event)} noValidate data-testid="settings">
      <ProblemAlert problem={problem} fields={Object.keys(ROWS)} />
      {Object.entries(ROWS).map(([name, fields]) => (
        <SettingField
          key={name}
          name={name}
          fields={fields}
          valueOf={(field) => draft[field.name]}
          errors={wrong[name] ? [wrong[name]] : errorsOf(problem, name)}
          mayManage={mayManage}
          onChange={(field, value) => {
            clear();
            setDraft((before) => ({ ...before, [field.name]: value }));
          }}
        />
      ))}
      {mayManage && (
        <ActionGroup>
          <Button
            type="submit"
            isDisabled={!maySave || busy}
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
