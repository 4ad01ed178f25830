// @vitest-environment node
import { expect, it } from "vitest";
import { forShadowRoot, THEME, withoutHost } from "./embedded-styles";

/** Sets all properties of PatternFly that an application can change. */
const BASE = `:where(:root) { ${Object.values(THEME)
  .flat()
  .map((property) => `--pf-v5-${property}: red;`)
  .join(" ")} }\n`;

/** Returns the converted styles without line breaks and the common part. */
async function converted(css: string): Promise<string> {
  const common = await forShadowRoot(BASE);
  return (await forShadowRoot(BASE + css)).replace(common.trim(), "").replaceAll(/\s+/g, " ").trim();
}

it("does not use the font size of the document", async () => {
  expect(await converted("a { margin: -1.5rem 0rem .5rem; --gap: 1rem; width: calc(1rem + 2px) }")).toBe(
    "a { margin: calc(-1.5 * var(--org-api-keys-rem)) 0px calc(.5 * var(--org-api-keys-rem)); " +
      "--gap: calc(1 * var(--org-api-keys-rem)); width: calc(calc(1 * var(--org-api-keys-rem)) + 2px) }",
  );
});

it("uses elements of the shadow root in place of the document", async () => {
  expect(await converted(":where(html, body, p) { margin: 0 }")).toBe(
    ":where(.org-api-keys-root, .org-api-keys-body, p) { margin: 0 }",
  );
  expect(await converted(".x__body:is(.body, #html) { margin: 0 }")).toBe(".x__body:is(.body, #html) { margin: 0 }");
  expect(await converted(":where(.pf-v5-theme-dark):root { margin: 0 }")).toBe(
    ":where(.pf-v5-theme-dark).org-api-keys-root { margin: 0 }",
  );
});

it("does not contain fonts", async () => {
  expect(await converted('@font-face { font-family: x; src: url("x.woff2") } a { color: red }')).toBe(
    "a { color: red }",
  );
});

it("depends on the width of the page and not of the window", async () => {
  const rule = "{ a { color: red } }";
  expect(await converted(`@media screen and (max-width: 768px) ${rule}`)).toBe(`@container (max-width: 768px) ${rule}`);
  expect(await converted(`@media (width >= 48rem) and (height >= 40rem) ${rule}`)).toBe(
    `@media (height >= 640px) { @container (width >= 768px) ${rule} }`,
  );
  expect(await converted(`@media (width < 48rem), (height < 40rem) ${rule}`)).toBe(
    `@container (width < 768px) ${rule} @media (height < 640px) ${rule}`,
  );
  expect(await converted(`@media (forced-colors: active) ${rule}`)).toBe(`@media (forced-colors: active) ${rule}`);
});

it("takes colors from the properties of the application", async () => {
  expect(await converted(":where(.pf-v5-theme-dark) { --pf-v5-global--link--Color: blue; }")).toBe(
    ":where(.pf-v5-theme-dark) { --pf-v5-global--link--Color: var(--org-api-keys-link-color, var(--org-api-keys-primary-color, blue)); }",
  );
  expect(await converted(":where(.pf-v5-theme-dark) { --pf-v5-global--Color--100: blue; }")).toBe(
    ":where(.pf-v5-theme-dark) { --pf-v5-global--Color--100: var(--org-api-keys-text-color, blue); }",
  );
});

it("fails if PatternFly no longer has a property", async () => {
  await expect(forShadowRoot(BASE.replace("--pf-v5-global--link--Color:", "--x:"))).rejects.toThrow(
    "--pf-v5-global--link--Color is not set",
  );
});

it("keeps the rules for the element itself apart", () => {
  expect(withoutHost(":host { display: block } a { color: red } :host([hidden]) { display: none }")).toEqual([
    ":host { display: block }\n:host([hidden]) { display: none }",
    "a { color: red }",
  ]);
});
