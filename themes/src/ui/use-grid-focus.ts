import { useEffect, useRef, type FocusEvent, type KeyboardEvent, type RefObject } from "react";

const CONTROL = "tbody :is(button, input, select):not(:disabled)";

interface GridFocus {
  onFocus: (event: FocusEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * Makes a table with many controls a single Tab stop, with a roving tabindex as in the grid pattern of WAI-ARIA. The arrow
 * keys move between the controls. Home and End move to the first and the last control of the row, and with Control to
 * those of the table.
 */
export function useGridFocus(ref: RefObject<HTMLTableElement>): GridFocus {
  const current = useRef<HTMLElement>();
  const controls = (within: ParentNode | null = ref.current) => [
    ...(within?.querySelectorAll<HTMLElement>(CONTROL) ?? []),
  ];
  const setCurrent = (control: HTMLElement | undefined) => {
    current.current = control;
    for (const each of controls()) {
      each.tabIndex = each === control ? 0 : -1;
    }
  };
  // each rendering can add, remove and disable controls
  useEffect(() => {
    const all = controls();
    setCurrent(all.find((control) => control === current.current) ?? all[0]);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const from = event.target as HTMLElement;
    if (event.altKey || event.shiftKey || event.metaKey || !from.matches(CONTROL)) {
      return;
    }
    const target = next(event, from);
    if (target) {
      event.preventDefault();
      target.focus();
    }
  };
  const next = ({ key, ctrlKey }: KeyboardEvent, from: HTMLElement): HTMLElement | undefined => {
    const row = controls(from.closest("tr"));
    const step = from.closest<HTMLElement>("[dir]")?.dir === "rtl" ? -1 : 1;
    switch (key) {
      case "ArrowRight":
        return row[row.indexOf(from) + step];
      case "ArrowLeft":
        return row[row.indexOf(from) - step];
      case "ArrowDown":
      case "ArrowUp":
        // these change the value of a select
        return from instanceof HTMLSelectElement ? undefined : inNextRow(from, key === "ArrowDown" ? 1 : -1);
      case "Home":
        return (ctrlKey ? controls() : row)[0];
      case "End":
        return (ctrlKey ? controls() : row).at(-1);
      default:
        return undefined;
    }
  };
  const inNextRow = (from: HTMLElement, step: 1 | -1): HTMLElement | undefined => {
    const rows = [...(ref.current?.querySelectorAll("tbody tr") ?? [])].filter((row) => controls(row).length > 0);
    const row = rows[rows.findIndex((each) => each.contains(from)) + step];
    const column = columnOf(from);
    const distance = (control: HTMLElement) => Math.abs(columnOf(control) - column);
    return row && controls(row).sort((one, other) => distance(one) - distance(other))[0];
  };
  return {
    onFocus: ({ target }) => {
      if (target instanceof HTMLElement && target.matches(CONTROL)) {
        setCurrent(target);
      }
    },
    onKeyDown,
  };
}

const columnOf = (control: HTMLElement) => control.closest<HTMLTableCellElement>("td, th")?.cellIndex ?? 0;
