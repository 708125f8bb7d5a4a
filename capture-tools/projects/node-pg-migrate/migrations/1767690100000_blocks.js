export const up = (pgm) => {
  pgm.createTable("blocks", {
    id: "id",
    page_id: { type: "integer", notNull: true, references: "pages" },
  });
};

export const down = (pgm) => pgm.dropTable("blocks");
