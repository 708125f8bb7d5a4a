// Folders that every project has at the end of the path: they tell nothing apart.
const COMMON =
  /^(\.?migrations?|migrate|prisma|drizzle|supabase|db|sql|schema|src|main|resources|versions)$/i;

// Folders of packages: what stands in them is the package's name, however common ("packages/db").
const PACKAGES = /^(packages|apps|libs|services|modules|crates|projects|internal-packages)$/i;

/**
 * A short name for each folder, unique among them: `default` when there is only one, else its last telling folder, with as
 * many folders before it as are needed.
 */
export function nameFolders(folders: readonly { readonly dir: string; readonly tool: string }[]): string[] {
  if (folders.length === 1) return ["default"];
  const names = folders.map(({ dir }) => shortName(dir, 1));
  for (let depth = 2; depth < 12 && hasDuplicates(names); depth += 1) {
    const before = [...names];
    for (const [index, name] of before.entries()) {
      if (before.indexOf(name) !== before.lastIndexOf(name))
        names[index] = shortName(folders[index]?.dir ?? "", depth);
    }
  }
  return names.map((name, index) => {
    const twin = names.indexOf(name) !== names.lastIndexOf(name);
    // Two tools in one folder.
    return twin ? `${name} (${folders[index]?.tool ?? ""})` : name;
  });
}

function shortName(dir: string, depth: number): string {
  const parts = dir.split("/");
  let end = parts.length;
  while (end > 1 && COMMON.test(parts[end - 1] ?? "") && !PACKAGES.test(parts[end - 2] ?? "")) end -= 1;
  // What distinguishes twins may stand in the common folders: db/migrations and sql/migrations.
  const start = Math.max(end - depth, 0);
  return parts.slice(start, start === 0 && depth > end ? undefined : end).join("/") || "root";
}

function hasDuplicates(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}
