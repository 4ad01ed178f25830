import { useEffect, useRef, useState } from "react";
import { t } from "../host/messages";
import { Button } from "../patternfly";
import { Typeahead } from "../ui/typeahead";
import { useSuggestions } from "../ui/use-suggestions";
import type { KeysApi } from "./api";
import { maskedSecret, type Permissions, type Resource } from "./model";
import { minus, names, NO_PERMISSIONS, selectable, withLost } from "./permissions";
import { searchPattern } from "./search";

const KEYS = 20;

interface Props {
  api: KeysApi;
  catalog: readonly Resource[];
  /** Called with those permissions of the other key that the user can grant. */
  onCopy: (permissions: Permissions) => void;
}

/** A button that copies the permissions of another key. */
export function CopyPermissions({ api, catalog, onCopy }: Props) {
  const [isShown, setIsShown] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState("");
  const [result, setResult] = useState("");
  const button = useRef<HTMLButtonElement>(null);
  const search = (wanted: string) => api.list({ search: searchPattern(wanted), first: 0, max: KEYS });
  const { suggestions: keys, failed } = useSuggestions(search, text.trim(), isShown);

  // the search field had focus and was removed
  const wasShown = useRef(false);
  useEffect(() => {
    if (wasShown.current && !isShown) {
      button.current?.focus();
    }
    wasShown.current = isShown;
  }, [isShown]);

  const choose = (id: string) => {
    const key = keys.find((each) => each.id === id);
    if (key) {
      const copied = selectable(key.permissions, withLost(catalog, NO_PERMISSIONS), NO_PERMISSIONS);
      const left = names(minus(key.permissions, copied));
      setResult(t(left.length > 0 ? "orgApiKeysCopiedPartly" : "orgApiKeysCopiedFrom", key.name, left.join(", ")));
      onCopy(copied);
    }
    setIsShown(false);
  };
  return (
    <>
      <Button
        ref={button}
        variant="link"
        isInline
        aria-expanded={isShown}
        onClick={() => {
          setText("");
          setIsShown(!isShown);
        }}
        data-testid="copy-permissions"
      >
        {t("orgApiKeysCopyFrom")}
      </Button>
      {isShown && (
        <div className="org-api-keys-picker-search">
          <Typeahead
            id="copy-permissions-from"
            label={t("orgApiKeysCopyFrom")}
            placeholder={t("orgApiKeysSearch")}
            text={text}
            onText={setText}
            isOpen={isOpen}
            onOpen={setIsOpen}
            choices={keys.map((key) => ({
              value: key.id,
              label: key.name,
              description: [t(`orgApiKeysType.${key.type}`), key.username, maskedSecret(key)].filter(Boolean).join(" "),
            }))}
            onChoose={choose}
            emptyText={t(failed ? "orgApiKeysUiTypeaheadFailed" : "orgApiKeysUiNothingFound")}
          />
        </div>
      )}
      <span role="status" className="org-api-keys-note" data-testid="copied-permissions">
        {result}
      </span>
    </>
  );
}
