import { useState } from "react";
import { t } from "../host/messages";
import { SearchInput } from "../patternfly";

interface Props {
  placeholder: string;
  /** The current search. */
  value: string;
  /** Called with the new search; with an empty string after clearing. */
  onSearch: (text: string) => void;
}

/** A search field that searches on Enter, like those of the console. */
export function SearchField({ placeholder, value: searched, onSearch }: Props) {
  const [text, setText] = useState(searched);
  const [before, setBefore] = useState(searched);
  // follow changes from outside, such as the button that clears all filters
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
