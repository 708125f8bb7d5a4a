/** The cause of all that makes others wait for a relation: rules that say so of one statement are told as one. */
export function waitsFor(relation: string): string {
  return `${relation} waits`;
}
