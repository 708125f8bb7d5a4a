/** Access to the tree that libpg-query makes of PL/pgSQL: objects with one key, their kind; what is false or 0 is left out. */

export type Tree = Readonly<Record<string, unknown>>;

export function nameOf(datum: unknown): string | undefined {
  return (Object.values((datum ?? {}) as Tree)[0] as Tree | undefined)?.refname as string | undefined;
}

export function queryOf(expression: unknown): string | undefined {
  return bodyOf(expression, "PLpgSQL_expr")?.query as string | undefined;
}

export function lineOf({ lineno }: Tree): number {
  return Number(lineno ?? 0);
}

/** The right side of an assignment, which the parser gives whole: `a[1] := b + 1`. */
export function assigned(text: string): string {
  return text.replace(/^(?:"(?:[^"]|"")*"|[^":=])*?(?::=|=)/, "");
}

export function listOf(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? (value as Tree[]) : [];
}

export function bodyOf(node: unknown, kind: string): Tree | undefined {
  return (node as Tree | null | undefined)?.[kind] as Tree | undefined;
}
