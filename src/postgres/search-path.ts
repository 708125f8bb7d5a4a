/** The names in the text of a search_path, unquoted and folded as PostgreSQL does; "$user" among them. */
export function schemasInPath(text: string): string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^\s,"']+)/g)].map(
    ([, double, single, plain]) => double?.replaceAll('""', '"') ?? single ?? plain?.toLowerCase() ?? "",
  );
}
