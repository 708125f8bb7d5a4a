ALTER TABLE "bikes" ALTER COLUMN "km" SET DATA TYPE bigint;--> statement-breakpoint
CREATE INDEX "rides_bike_idx" ON "rides" USING btree ("bike");