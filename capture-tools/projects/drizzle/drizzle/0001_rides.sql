CREATE TABLE "rides" (
	"id" serial PRIMARY KEY NOT NULL,
	"bike" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "rides" ADD CONSTRAINT "rides_bike_bikes_id_fk" FOREIGN KEY ("bike") REFERENCES "public"."bikes"("id") ON DELETE no action ON UPDATE no action;