import { answerOf, unreachable } from "./rest";

/** Downloads a file of this media type. The server names it. */
export async function getFile(url: string, type: string): Promise<File> {
  const answer = await answerOf("GET", url, undefined, type);
  const [, name = ""] = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "") ?? [];
  try {
    return new File([await answer.blob()], name, { type });
  } catch {
    // the connection was aborted, so the file would be incomplete
    throw unreachable();
  }
}
