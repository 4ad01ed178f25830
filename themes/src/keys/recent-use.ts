const WEEK = 7 * 86_400_000;

/** Whether deleting the key is likely to break something that runs. */
export function isInUse(lastUsedAt: string | undefined, now: number): boolean {
  return lastUsedAt !== undefined && now - new Date(lastUsedAt).getTime() < WEEK;
}
