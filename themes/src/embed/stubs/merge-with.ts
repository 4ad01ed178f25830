type Values = Record<string, unknown>;
type Customizer = (before: unknown, value: unknown, key: string) => unknown;

/**
 * Does what PatternFly's tables need of lodash's function of the same name: adds the properties of the sources to the
 * target. Their values are not merged, unless the customizer does so.
 */
export default function mergeWith(target: Values, ...sources: (Values | Customizer | null | undefined)[]): Values {
  const last = sources.at(-1);
  const customizer = typeof last === "function" ? last : undefined;
  for (const source of sources) {
    if (typeof source === "object" && source !== null) {
      for (const [key, value] of Object.entries(source)) {
        const merged = customizer?.(target[key], value, key) ?? value;
        if (merged !== undefined) {
          target[key] = merged;
        }
      }
    }
  }
  return target;
}
