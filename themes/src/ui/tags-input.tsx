import { useRef, useState } from "react";
import { t } from "../host/messages";
import { Button, Chip, ChipGroup, TextInputGroupUtilities, TimesIcon } from "../patternfly";
import { Typeahead } from "./typeahead";
import { useSuggestions } from "./use-suggestions";

interface Props {
  id: string;
  /** The accessible name. */
  label: string;
  placeholder?: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** Loads suggestions for the typed text. Users can also enter any other text. */
  suggest?: (text: string) => Promise<string[]>;
  isDisabled?: boolean;
  isInvalid?: boolean;
  "aria-describedby"?: string;
}

const noSuggestions = () => Promise.resolve([]);

/** An input for several texts, each typed or selected from suggestions. */
export function TagsInput({ value, onChange, suggest, placeholder, label, isDisabled, ...rest }: Props) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const { suggestions, failed } = useSuggestions(suggest ?? noSuggestions, text.trim(), open);
  const input = useRef<HTMLInputElement>(null);

  const typed = text.trim();
  const isNew = typed !== "" && !value.includes(typed);
  const known = suggestions.filter((each) => !value.includes(each) && each !== typed);
  const choices = known.map((each) => ({ value: each, label: each }));

  const add = (choice: string) => {
    if (!value.includes(choice)) {
      onChange([...value, choice]);
    }
    setText("");
  };
  const addTyped = () => {
    if (isNew) {
      add(typed);
    }
  };

  return (
    <Typeahead
      {...rest}
      label={label}
      placeholder={value.length === 0 ? placeholder : undefined}
      isDisabled={isDisabled}
      input={input}
      text={text}
      onText={setText}
      isOpen={open && (suggest !== undefined || isNew)}
      onOpen={setOpen}
      choices={isNew ? [{ value: typed, label: t("orgApiKeysUiTypeaheadAdd", typed) }, ...choices] : choices}
      onChoose={add}
      onEnter={addTyped}
      onBlur={addTyped}
      onBackspace={() => {
        if (text === "" && value.length > 0) {
          onChange(value.slice(0, -1));
        }
      }}
      emptyText={t(failed ? "orgApiKeysUiTypeaheadFailed" : "orgApiKeysUiTypeaheadNone")}
      utilities={
        value.length > 0 &&
        !isDisabled && (
          <TextInputGroupUtilities>
            <Button
              variant="plain"
              aria-label={t("orgApiKeysUiClear")}
              onClick={(event) => {
                event.stopPropagation();
                onChange([]);
                input.current?.focus();
              }}
            >
              <TimesIcon aria-hidden />
            </Button>
          </TextInputGroupUtilities>
        )
      }
    >
      <ChipGroup numChips={20} aria-label={label}>
        {value.map((each) => (
          <Chip
            key={each}
            isReadOnly={isDisabled}
            // PatternFly appends the text of the chip to this label
            closeBtnAriaLabel={t("orgApiKeysUiRemove")}
            onClick={(event) => {
              event.stopPropagation();
              onChange(value.filter((other) => other !== each));
              input.current?.focus();
            }}
          >
            <bdi>{each}</bdi>
          </Chip>
        ))}
      </ChipGroup>
    </Typeahead>
  );
}
