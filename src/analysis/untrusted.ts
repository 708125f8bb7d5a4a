import type { Run } from "../config/run.ts";

/**
 * Takes away what would let somebody else's checkout use the run's secrets: rules are code, and a server runs the
 * migrations.
 *
 * @param why the checkout is not trusted, as the end of a sentence; null: it is.
 * @returns the run that is allowed, and what was refused, in whole sentences for the report.
 */
export function restrict(
  run: Run,
  why: string | null,
): { readonly run: Run; readonly remarks: readonly string[] } {
  if (why === null) return { run, remarks: [] };
  const { config, settings } = run;
  const remarks: string[] = [];
  if (config.userRules.length > 0) {
    remarks.push(`The repository's own rules are not loaded: they are code, and ${why}.`);
  }
  if (settings.shadow !== "pglite") {
    remarks.push(
      `The migrations are rehearsed on the embedded PostgreSQL, not on the one that was named: ${why}.`,
    );
  }
  return {
    run: { ...run, config: { ...config, userRules: [] }, settings: { ...settings, shadow: "pglite" } },
    remarks,
  };
}
