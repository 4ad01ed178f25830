import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { t } from "../host/messages";
import {
  Button,
  Chip,
  ChipGroup,
  MenuToggle,
  Select,
  SelectList,
  SelectOption,
  TextInputGroup,
  TextInputGroupMain,
  TextInputGroupUtilities,
  TimesIcon,
} from "../patternfly";

interface Props {
  id: string;
  /** What is chosen here, for screen readers. */
  label: string;
  placeholder?: string;
  value: string[];
  onChange: (value: string[]) => void;
  /** Suggestions for what was typed. Anything else can be entered as well. */
  suggest: (text: string) => Promise<string[]>;
  isDisabled?: boolean;
  "aria-describedby"?: string;
}

/** How long typing has to pause before suggestions are asked for, in milliseconds. */
const PAUSE = 250;

/** Several texts, each chosen from suggestions or typed. */
export function Typeahead({ id, label, placeholder, value, onChange, suggest, isDisabled, ...rest }: Props) {
  const listId = useId();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const { suggestions, failed } = useSuggestions(suggest, text.trim(), open);
  const input = useRef<HTMLInputElement>(null);

  const typed = text.trim();
  const isNew = typed !== "" && !value.includes(typed);
  const choices = suggestions.filter((each) => !value.includes(each) && each !== typed);
  // what was typed comes first, so that enter adds it
  const options = isNew ? [typed, ...choices] : choices;
  const optionId = (index: number) => `${listId}-${index}`;

  const add = (choice: string) => {
    if (!value.includes(choice)) {
      onChange([...value, choice]);
    }
    setText("");
    setActive(-1);
    input.current?.focus();
  };
  const close = () => {
    setOpen(false);
    setActive(-1);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    switch (event.key) {
      case "Enter": {
        const choice = open && active >= 0 ? options[active] : isNew ? typed : undefined;
        // never submits the form around it: that would lose what was typed
        event.preventDefault();
        if (choice) {
          add(choice);
        }
        break;
      }
      case "ArrowDown":
      case "ArrowUp": {
        event.preventDefault();
        if (!open) {
          setOpen(true);
        } else if (options.length > 0) {
          const step = event.key === "ArrowDown" ? 1 : -1;
          setActive(active < 0 && step < 0 ? options.length - 1 : (active + step + options.length) % options.length);
        }
        break;
      }
      case "Escape":
        if (open) {
          event.preventDefault();
          close();
        }
        break;
      case "Tab":
        close();
        break;
      case "Backspace":
        if (text === "" && value.length > 0) {
          onChange(value.slice(0, -1));
        }
        break;
    }
  };

  return (
    <Select
      id={listId}
      isOpen={open}
      onOpenChange={(isOpen) => (isOpen ? setOpen(true) : close())}
      onSelect={(_, choice) => add(String(choice))}
      isScrollable
      toggle={(toggleRef) => (
        <MenuToggle
          ref={toggleRef}
          variant="typeahead"
          isFullWidth
          isExpanded={open}
          isDisabled={isDisabled}
          aria-label={label}
          onClick={() => {
            setOpen(!open);
            input.current?.focus();
          }}
        >
          <TextInputGroup isPlain isDisabled={isDisabled}>
            <TextInputGroupMain
              inputId={id}
              innerRef={input}
              value={text}
              placeholder={value.length === 0 ? placeholder : undefined}
              aria-label={label}
              autoComplete="off"
              role="combobox"
              isExpanded={open}
              aria-controls={listId}
              aria-activedescendant={active >= 0 ? optionId(active) : undefined}
              {...rest}
              onClick={() => setOpen(true)}
              onChange={(_, typedNow) => {
                setText(typedNow);
                setActive(-1);
                setOpen(true);
              }}
              onBlur={() => {
                if (isNew && active < 0 && !open) {
                  add(typed);
                }
              }}
              onKeyDown={onKeyDown}
            >
              <ChipGroup numChips={20} aria-label={label}>
                {value.map((each) => (
                  <Chip
                    key={each}
                    isReadOnly={isDisabled}
                    // PatternFly adds what the chip says
                    closeBtnAriaLabel={t("orgApiKeysUiRemove")}
                    onClick={(event) => {
                      event.stopPropagation();
                      onChange(value.filter((other) => other !== each));
                      input.current?.focus();
                    }}
                  >
                    {each}
                  </Chip>
                ))}
              </ChipGroup>
            </TextInputGroupMain>
            {value.length > 0 && !isDisabled && (
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
            )}
          </TextInputGroup>
        </MenuToggle>
      )}
    >
      <SelectList id={listId} aria-label={label}>
        {options.map((option, index) => (
          <SelectOption key={option} id={optionId(index)} value={option} isFocused={index === active}>
            {isNew && index === 0 ? t("orgApiKeysUiTypeaheadAdd", option) : option}
          </SelectOption>
        ))}
        {options.length === 0 && (
          <SelectOption isDisabled>
            {t(failed ? "orgApiKeysUiTypeaheadFailed" : "orgApiKeysUiTypeaheadNone")}
          </SelectOption>
        )}
      </SelectList>
    </Select>
  );
}

function useSuggestions(suggest: (text: string) => Promise<string[]>, text: string, wanted: boolean) {
  const [state, setState] = useState<{ suggestions: string[]; failed: boolean }>({ suggestions: [], failed: false });
  const current = useRef(suggest);
  current.current = suggest;

  useEffect(() => {
    if (!wanted) {
      return undefined;
    }
    let stale = false;
    const timer = setTimeout(() => {
      current.current(text).then(
        (suggestions) => !stale && setState({ suggestions, failed: false }),
        () => !stale && setState({ suggestions: [], failed: true }),
      );
    }, PAUSE);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, wanted]);

  return state;
}
