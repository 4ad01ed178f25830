import { useState } from "react";
import { t } from "../host/messages";
import { SearchInput } from "../patternfly";

interface Props {
  placeholder: string;
  /** With what to search for; with an empty string after clearing. */
  onSearch: (text: string) => void;
}

/** Searches on enter, as everywhere in the console. */
export function SearchField({ placeholder, onSearch }: Props) {
  const [text, setText] = useState("");
  const search = (value: string) => {
    setText(value);
    onSearch(value.trim());
  };
  return (
    <SearchInput
      data-testid="search"
      placeholder={placeholder}
      aria-label={placeholder}
      resetButtonLabel={t("orgApiKeysUiClear")}
      submitSearchButtonLabel={t("orgApiKeysUiSearch")}
      value={text}
      onChange={(_, value) => setText(value)}
      onSearch={() => search(text)}
      onClear={() => search("")}
    />
  );
}
