const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What somebody typed, as the REST searches: without anything, it finds names that begin so. People who type part of a name
 * expect names that contain it. An id, and what has the REST's own signs in it, goes as it is.
 */
export function searchPattern(text: string): string | undefined {
  const wanted = text.trim();
  if (wanted === "") {
    return undefined;
  }
  return ID.test(wanted) || /[*"]/.test(wanted) ? wanted : `*${wanted}*`;
}

/** A query string of what is there. */
export function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") {
      query.set(name, String(value));
    }
  }
  return query.toString();
}
