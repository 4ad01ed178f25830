import { useRef, useState } from "react";
import { Dropdown, DropdownItem, DropdownList, EllipsisVIcon, MenuToggle } from "../patternfly";

interface RowAction {
  title: string;
  onClick: () => void;
  isDanger?: boolean;
  "data-testid"?: string;
}

/**
 * The menu of a row. Focus returns to the menu's button when the menu closes, and when a dialog closes that was opened
 * from the menu.
 */
export function RowActions({ label, actions }: { label: string; actions: RowAction[] }) {
  const [open, setOpen] = useState(false);
  const toggle = useRef<HTMLButtonElement>(null);
  const select = (action: RowAction) => {
    setOpen(false);
    toggle.current?.focus();
    action.onClick();
  };
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      shouldFocusFirstItemOnOpen
      popperProps={{ position: "end" }}
      toggle={{
        toggleRef: toggle,
        toggleNode: (
          <MenuToggle
            ref={toggle}
            variant="plain"
            aria-label={label}
            isExpanded={open}
            onClick={() => setOpen(!open)}
            data-testid="row-actions"
          >
            <EllipsisVIcon />
          </MenuToggle>
        ),
      }}
    >
      <DropdownList>
        {actions.map((action) => (
          <DropdownItem
            key={action.title}
            isDanger={action.isDanger}
            onClick={() => select(action)}
            data-testid={action["data-testid"]}
          >
            {action.title}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}
