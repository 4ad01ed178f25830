import { useState } from "react";
import { t } from "../host/messages";
import { SearchInput } from "../patternfly";

interface Props {
  placeholder: string;
  /** What is searched for now. */
  value: string;
  /** With what to search for; with an empty string after clearing. */
  onSearch: (text: string) => void;
}

/** Searches on enter, as everywhere in the console. */
export function SearchField({ placeholder, value: searched, onSearch }: Props) {
  const [text, setText] = useState(searched);
  const [before, setBefore] = useState(searched);
  // something else has cleared it, such as a button that clears all filters
  if (searched !== before) {
    setBefore(searched);
    setText(searched);
  }
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
