const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Converts the typed text to a search of the REST API. By default, the API finds names that start with the text, but users
 * expect names that contain it. An id, and a text with the API's own special characters, is sent unchanged.
 */
export function searchPattern(text: string): string | undefined {
  const wanted = text.trim();
  if (wanted === "") {
    return undefined;
  }
  return ID.test(wanted) || /[*"]/.test(wanted) ? wanted : `*${wanted}*`;
}
