const free: number[] = [];
let count = 0;

/**
 * Returns a number that no other element on the page has at the same time. It is reused, so that removed elements leave
 * nothing behind.
 */
export function takeSlot(): number {
  return free.pop() ?? count++;
}

export function releaseSlot(slot: number): void {
  free.push(slot);
}
