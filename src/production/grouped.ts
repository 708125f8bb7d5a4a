/** Rows by their table. */
export function grouped<Row extends { readonly table: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const byTable = new Map<string, Row[]>();
  for (const row of rows) {
    const known = byTable.get(row.table);
    if (known === undefined) byTable.set(row.table, [row]);
    else known.push(row);
  }
  return byTable;
}
