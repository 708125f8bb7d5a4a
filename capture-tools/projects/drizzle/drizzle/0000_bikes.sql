CREATE TABLE "bikes" (
	"id" serial PRIMARY KEY NOT NULL,
	"km" integer NOT NULL
);
