/** Types of variables in PL/pgSQL: libpg-query has no catalog and takes one that it does not know for a record. */

const DECLARATION =
  /^(\s*(?:"[^"]+"|[a-z_]\w*)\s+(?:constant\s+)?)((?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))*(?:%type)?)(\s*(?:\[\s*\])*\s*(?:not\s+null\s*)?(?::=|=|default\b|;))/gim;

const KEPT = /^(?:record|refcursor|cursor|alias)$/i;

/** The body with `text` for the types of its variables, on the same lines: enough where only their names matter. */
export function withPlainTypes(body: string): string {
  return body.replace(/\bdeclare\b[\s\S]*?\bbegin\b/gi, (section) =>
    section.replace(DECLARATION, (whole, before: string, type: string, after: string) =>
      KEPT.test(type) ? whole : `${before}text${after}`,
    ),
  );
}
