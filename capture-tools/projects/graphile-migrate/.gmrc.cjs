module.exports = { connectionString: process.env.DATABASE_URL, shadowConnectionString: null, pgSettings: {} };
