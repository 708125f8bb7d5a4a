/** Where Drizzle cuts a file. */
export const BREAKPOINT = "--> statement-breakpoint";
