# What `rails db:migrate` runs, without the rest of Rails.
require "active_record"

ActiveRecord::Base.establish_connection(ENV.fetch("DATABASE_URL"))
ActiveRecord::MigrationContext.new("db/migrate", ActiveRecord::SchemaMigration).migrate
