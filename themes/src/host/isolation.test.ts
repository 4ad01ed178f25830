import { beforeEach, describe, expect, it } from "vitest";
import { isolate, outside } from "./isolation";

const OUTSIDE = ":where(:not(.org-api-keys, .org-api-keys *))";

describe("outside", () => {
  it.each([
    [".a", `.a${OUTSIDE}`],
    [".a tbody > tr > *", `.a tbody > tr > *${OUTSIDE}`],
    [".a, .b > c", `.a${OUTSIDE}, .b > c${OUTSIDE}`],
    [".a ,.b", `.a${OUTSIDE},.b${OUTSIDE}`],
    [".a::before", `.a${OUTSIDE}::before`],
    [".a:before, .b:hover:after", `.a${OUTSIDE}:before, .b:hover${OUTSIDE}:after`],
    ["input::-webkit-inner-spin-button:hover", `input${OUTSIDE}::-webkit-inner-spin-button:hover`],
    [":is(.a, .b::c):not(.d, e)", `:is(.a, .b::c):not(.d, e)${OUTSIDE}`],
    ['[title=", ::x ]"]:first-child', `[title=", ::x ]"]:first-child${OUTSIDE}`],
    [String.raw`.sm\:before`, String.raw`.sm\:before${OUTSIDE}`],
  ])("adds the condition to the subject of %s", (selectors, limited) => {
    expect(outside(selectors)).toBe(limited);
  });
});

describe("isolate", () => {
  beforeEach(() => {
    document.head.innerHTML = `<link rel="stylesheet" href="https://kc/resources/x/assets/main.css">
      <link rel="stylesheet" href="https://kc/resources/x/css/theme.css">
      <script type="module" src="https://kc/resources/x/assets/main.js"></script>
      <link rel="stylesheet" href="https://kc/resources/x/assets/of-a-page.css">
      <link rel="stylesheet" href="https://kc/resources/x/css/of-another-script.css">`;
  });

  function withSheet(name: string): HTMLElement {
    const link = document.querySelector(`link[href$="${name}.css"]`);
    const style = document.createElement("style");
    style.textContent = ".a tbody > tr > * { white-space: nowrap } @media print { .b { color: red } }";
    document.body.append(style);
    Object.defineProperty(link, "sheet", { value: style.sheet });
    return style;
  }

  function selectors(style: HTMLElement): string[] {
    const [first, media] = (style as HTMLStyleElement).sheet?.cssRules ?? [];
    return [first, (media as CSSMediaRule).cssRules[0]].map((rule) => (rule as CSSStyleRule).selectorText);
  }

  it("limits the stylesheets of other pages, once", () => {
    const style = withSheet("of-a-page");
    isolate()();
    isolate()();
    expect(selectors(style)).toEqual([`.a tbody > tr > *${OUTSIDE}`, `.b${OUTSIDE}`]);
  });

  it.each(["main", "theme", "of-another-script"])("leaves %s as it is", (name) => {
    const style = withSheet(name);
    isolate()();
    expect(selectors(style)).toEqual([".a tbody > tr > *", ".b"]);
  });

  it("limits a stylesheet that is added later, when it is loaded", async () => {
    const stop = isolate();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "https://kc/resources/x/assets/late.css";
    document.head.append(link);
    await Promise.resolve();
    const style = withSheet("late");
    link.dispatchEvent(new Event("load"));
    expect(selectors(style)).toEqual([`.a tbody > tr > *${OUTSIDE}`, `.b${OUTSIDE}`]);
    stop();
  });
});
