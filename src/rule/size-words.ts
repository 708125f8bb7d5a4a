/** "950", "12.3 M": how many rows. */
export function rowsWords(rows: number): string {
  return rows < 1_000 ? String(rows) : scaled(rows, 1_000, ["", "k", "M", "G"]);
}

/** "4.1 GB". */
export function bytesWords(bytes: number): string {
  return scaled(bytes, 1_024, ["B", "kB", "MB", "GB", "TB"]);
}

/** One digit behind the point below a hundred, none where it would be 0: "4.1 GB", "12 M", "1 GB". */
function scaled(value: number, step: number, units: readonly string[]): string {
  let amount = value;
  let unit = 0;
  while (amount >= step && unit < units.length - 1) {
    amount /= step;
    unit++;
  }
  const digits = unit > 0 && amount < 100 ? 1 : 0;
  return `${amount.toFixed(digits).replace(/\.0$/, "")} ${units[unit]}`.trimEnd();
}
