import {
  useEffect,
  useId,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";
import { elementById } from "../host/focus";
import { MenuToggle, Select, SelectList, SelectOption, TextInputGroup, TextInputGroupMain } from "../patternfly";

interface Choice {
  value: string;
  label: string;
  description?: string;
}

interface Props {
  id: string;
  /** The accessible name. */
  label: string;
  placeholder?: string;
  /** The text in the input. */
  text: string;
  onText: (text: string) => void;
  choices: readonly Choice[];
  /** The selected choice, if only one can be selected. */
  selected?: string;
  onChoose: (value: string) => void;
  /** The text of an empty list. */
  emptyText: string;
  /** Whether the list is open. */
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  /** Called on Enter while no choice is highlighted. */
  onEnter?: () => void;
  onBackspace?: () => void;
  /** Called when focus leaves the input, unless it moves to a choice. */
  onBlur?: () => void;
  isDisabled?: boolean;
  isInvalid?: boolean;
  input?: RefObject<HTMLInputElement>;
  /** Shown before the input. */
  children?: ReactNode;
  /** Shown after the input. */
  utilities?: ReactNode;
  "aria-describedby"?: string;
}

/** An input with a list of suggestions (the combobox of WAI-ARIA): focus stays in the input, arrows go through the list. */
export function Typeahead({ id, label, text, choices, isOpen, onOpen, isDisabled, ...props }: Props) {
  const listId = useId();
  const [active, setActive] = useState(-1);
  const own = useRef<HTMLInputElement>(null);
  const input = props.input ?? own;
  const choiceId = (index: number) => `${listId}-${index}`;
  const describedBy = props["aria-describedby"];
  const isInvalid = props.isInvalid;

  // PatternFly would set these attributes on the element around the input
  useEffect(() => {
    input.current?.setAttribute("autocomplete", "off");
    if (describedBy !== undefined) {
      input.current?.setAttribute("aria-describedby", describedBy);
    }
    if (isInvalid !== undefined) {
      input.current?.setAttribute("aria-invalid", String(isInvalid));
    }
  }, [input, describedBy, isInvalid]);

  const open = (isOpenNow: boolean) => {
    onOpen(isOpenNow);
    setActive(-1);
  };
  const choose = (value: string) => {
    setActive(-1);
    props.onChoose(value);
    input.current?.focus();
  };
  const move = (step: 1 | -1) => {
    const start = active < 0 && step < 0 ? 0 : active;
    onOpen(true);
    setActive(choices.length === 0 ? -1 : (start + step + choices.length) % choices.length);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    switch (event.key) {
      case "Enter": {
        const choice = isOpen ? choices[active] : undefined;
        // do not submit the form, which would lose the typed text
        if (isOpen || props.onEnter) {
          event.preventDefault();
        }
        if (choice) {
          choose(choice.value);
        } else {
          props.onEnter?.();
        }
        break;
      }
      case "ArrowDown":
      case "ArrowUp":
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
        break;
      case "Escape":
        if (isOpen) {
          event.preventDefault();
          open(false);
        }
        break;
      case "Tab":
        open(false);
        break;
      case "Backspace":
        props.onBackspace?.();
        break;
    }
  };

  return (
    <Select
      variant="typeahead"
      className="org-api-keys-suggestions"
      popperProps={{ maxWidth: "trigger" }}
      isOpen={isOpen}
      onOpenChange={open}
      selected={props.selected}
      onSelect={(_, value) => choose(String(value))}
      isScrollable
      toggle={(toggleRef) => (
        <MenuToggle
          ref={toggleRef}
          variant="typeahead"
          isFullWidth
          isExpanded={isOpen}
          isDisabled={isDisabled}
          aria-label={label}
          onClick={() => {
            open(!isOpen);
            input.current?.focus();
          }}
        >
          <TextInputGroup isPlain isDisabled={isDisabled}>
            <TextInputGroupMain
              inputId={id}
              innerRef={input}
              value={text}
              placeholder={props.placeholder}
              aria-label={label}
              role="combobox"
              isExpanded={isOpen}
              aria-controls={listId}
              aria-activedescendant={active >= 0 ? choiceId(active) : undefined}
              onClick={() => onOpen(true)}
              onChange={(_, typed) => {
                open(true);
                props.onText(typed);
              }}
              onBlur={({ currentTarget, relatedTarget }: FocusEvent) => {
                // a click on a choice replaces the typed text
                if (!elementById(listId, currentTarget)?.contains(relatedTarget)) {
                  props.onBlur?.();
                }
              }}
              onKeyDown={onKeyDown}
            >
              {props.children}
            </TextInputGroupMain>
            {props.utilities}
          </TextInputGroup>
        </MenuToggle>
      )}
    >
      <SelectList id={listId} aria-label={label}>
        {choices.map((choice, index) => (
          <SelectOption
            key={choice.value}
            id={choiceId(index)}
            value={choice.value}
            isFocused={index === active}
            description={choice.description}
          >
            <bdi>{choice.label}</bdi>
          </SelectOption>
        ))}
        {choices.length === 0 && <SelectOption isDisabled>{props.emptyText}</SelectOption>}
      </SelectList>
    </Select>
  );
}
