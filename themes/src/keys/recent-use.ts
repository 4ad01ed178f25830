const WEEK = 7 * 86_400_000;

/** Whether the key was used recently, so that deleting it is likely to break a program. */
export function isInUse(lastUsedAt: string | undefined, now: number): boolean {
  return lastUsedAt !== undefined && now - new Date(lastUsedAt).getTime() < WEEK;
}
