/** The class of the outermost elements of our pages, dialogs and notifications. */
export const OWN = "org-api-keys";

/**
 * Matches elements outside of our elements. Adds no specificity, so that the precedence of the console's rules does not
 * change.
 */
const OUTSIDE = `:where(:not(.${OWN}, .${OWN} *))`;

const limited = new WeakSet<CSSStyleSheet>();

/**
 * Keeps the stylesheets of the console's other pages away from our pages. The console loads the stylesheet of a page
 * when the page is first opened, and never removes it. Some of these stylesheets have rules for every table or form. So
 * without this function, our pages would look different after other pages were opened. Adds a condition to the
 * selectors of the rules. The condition does not change the effect of the rules on the console. The stylesheets that
 * the console starts with, and those of its theme, apply to our pages as well.
 *
 * @returns a function that stops watching for new stylesheets
 */
export function isolate(): () => void {
  const observer = new MutationObserver(limitStylesheets);
  observer.observe(document.head, { childList: true });
  limitStylesheets();
  return () => observer.disconnect();
}

/** Limits the stylesheets that the console's other pages have added so far. */
export function limitStylesheets(): void {
  for (const link of document.head.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")) {
    if (isOfOnePage(link)) {
      limit(link);
    }
  }
}

/**
 * Whether the console added the stylesheet when a page was opened. Such a stylesheet is in the directory of the
 * console's entry script, and follows the script in the document. Stylesheets that are part of the console's HTML
 * precede the script.
 */
function isOfOnePage(link: HTMLLinkElement): boolean {
  const entries = document.querySelectorAll<HTMLScriptElement>("script[type=module][src]");
  return [...entries].some(
    (entry) =>
      directoryOf(entry.src) === directoryOf(link.href) &&
      (entry.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
}

function directoryOf(address: string): string {
  return address.replace(/[^/]*$/, "");
}

function limit(link: HTMLLinkElement): void {
  const { sheet } = link;
  if (!sheet) {
    link.addEventListener("load", () => limit(link), { once: true });
  } else if (!limited.has(sheet)) {
    limited.add(sheet);
    try {
      limitRules(sheet.cssRules);
    } catch {
      // Browsers do not permit access to a stylesheet of another origin. Then our page may look different, which is
      // better than no page.
    }
  }
}

function limitRules(rules: CSSRuleList): void {
  for (const rule of rules) {
    if (rule instanceof CSSStyleRule) {
      rule.selectorText = outside(rule.selectorText);
    }
    if ("cssRules" in rule) {
      // @media, @supports and nested rules
      limitRules(rule.cssRules as CSSRuleList);
    }
  }
}

/**
 * Matches the parts of selectors that `outside` must recognize: strings, escapes, brackets, commas and pseudo-elements.
 */
const TOKEN =
  /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[([]|[)\]]|\s*,|::[\w-]+|:(?:before|after|first-line|first-letter)(?![\w-])/gs;

/**
 * Returns the selectors with a condition: they match only elements outside of our elements. The condition precedes a
 * pseudo-element.
 */
export function outside(selectors: string): string {
  const at = { depth: 0, hasCondition: false };
  const result = selectors.trim().replace(TOKEN, (token) => {
    if (token === "(" || token === "[") {
      at.depth++;
    } else if (token === ")" || token === "]") {
      at.depth--;
    } else if (at.depth === 0 && token.endsWith(",")) {
      const end = at.hasCondition ? "," : `${OUTSIDE},`;
      at.hasCondition = false;
      return end;
    } else if (at.depth === 0 && token.startsWith(":") && !at.hasCondition) {
      at.hasCondition = true;
      return OUTSIDE + token;
    }
    return token;
  });
  return at.hasCondition ? result : result + OUTSIDE;
}
