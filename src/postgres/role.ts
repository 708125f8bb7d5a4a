/** What a locked relation is to the statement. In a witness' schema the name of a relation says it. */
export const ROLES = [
  "target",
  "referenced",
  "referencing",
  "parent",
  "partition",
  "default partition",
  "child",
  "dependent",
  "source",
  "index",
  "sequence",
] as const;

export type Role = (typeof ROLES)[number];

const BY_NAME: readonly (readonly [RegExp, Role])[] = [
  [/^target(_\d+)?$/, "target"],
  [/^referenced(_\d+)?$/, "referenced"],
  [/^referencing(_\d+)?$/, "referencing"],
  [/^parent(_\d+)?$/, "parent"],
  [/^part(_\d+)*$/, "partition"],
  [/^part_default$/, "default partition"],
  [/^child(_\d+)?$/, "child"],
  [/^dependent(_\w+)?$/, "dependent"],
  [/^source(_\d+)?$/, "source"],
];

/** The role of a table or view by its name in a witness' schema ("part_2", "other.target"); null when it names none. */
export function roleOfTable(name: string): Role | null {
  const bare = name.slice(name.indexOf(".") + 1);
  return BY_NAME.find(([pattern]) => pattern.test(bare))?.[1] ?? null;
}
