/** There is no live database where a page could reach it. */
export async function driftForCheck(): Promise<null> {
  return null;
}
