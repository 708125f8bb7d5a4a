export const up = (pgm) => {
  pgm.createTable("pages", {
    id: "id",
    title: { type: "text", notNull: true },
    views: { type: "integer", notNull: true, default: 0 },
  });
};

export const down = (pgm) => pgm.dropTable("pages");
