/** A piece of a document that may be left out: the higher its rank, the sooner. Rank 0 stays. */
export interface Part {
  readonly text: string;
  readonly rank: number;
  /** The part that it belongs to: left out when nothing else of the group is left. */
  readonly group?: string;
  /** Whether it is only the heading of its group. */
  readonly heading?: boolean;
  /** An item of a list: it follows the one before without a blank line. */
  readonly joined?: boolean;
}

/** The parts as one text, blank lines between them. */
export function joined(parts: readonly Part[]): string {
  return parts
    .map((part, index) => {
      const inList = part.joined && parts[index - 1]?.joined;
      return `${index === 0 ? "" : inList ? "\n" : "\n\n"}${part.text}`;
    })
    .join("");
}

/** The parts that fit into `budget` characters, least important ones left out first, those of one rank from the end. */
export function fitParts(parts: readonly Part[], budget: number): Part[] {
  const size = (part: Part): number => part.text.length + 2;
  let total = parts.reduce((sum, part) => sum + size(part), 0);
  const left = new Set(parts);
  const order = parts
    .map((part, index) => ({ part, index }))
    .filter(({ part }) => part.rank > 0)
    .sort((a, b) => b.part.rank - a.part.rank || b.index - a.index);
  for (const { part } of order) {
    if (total <= budget) break;
    left.delete(part);
    total -= size(part);
  }
  const alive = new Set([...left].filter(({ heading }) => !heading).map(({ group }) => group));
  return parts.filter((part) => left.has(part) && (!part.heading || alive.has(part.group)));
}
