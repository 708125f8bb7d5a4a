# frozen_string_literal: true

# Notes which line of a migration sends a statement. Ruby loads this file because RUBYOPT requires it.
#
# It does nothing without LOCKGATE_CAPTURE_SENT: the file to which it appends one JSON object a statement,
# {"port": the client's TCP port or null, "text": the SQL as sent, "frames": [{"file", "line"}, innermost first]}.
# Nothing that goes wrong here reaches the program. Works on Ruby 2.7 and later.
if ENV["LOCKGATE_CAPTURE_SENT"]
  module LockgateCapture
    MOST_FRAMES = 60
    OUTPUT = File.open(ENV["LOCKGATE_CAPTURE_SENT"], "a")
    OUTPUT.sync = true
    WRITING = Mutex.new
    MIGRATIONS = ENV["LOCKGATE_CAPTURE_DIR"] && File.join(File.realpath(ENV["LOCKGATE_CAPTURE_DIR"]), "")
    LIBRARY = RbConfig::CONFIG.values_at("rubylibdir", "sitelibdir", "vendorlibdir").compact
    FILES = {}

    module_function

    # The methods of a connection whose first argument is SQL. `prepare` has it second.
    SENDING = %i[
      exec query async_exec sync_exec async_query exec_params async_exec_params sync_exec_params
      send_query send_query_params copy_data
    ].freeze
    PREPARING = %i[prepare async_prepare sync_prepare send_prepare].freeze
    # Of a statement prepared before: its text by its name.
    EXECUTING = %i[exec_prepared async_exec_prepared sync_exec_prepared send_query_prepared].freeze

    # The file of a frame, where it is the team's own; else nil.
    def file_of(path)
      return FILES[path] if FILES.key?(path)

      FILES[path] = own_file(path)
    end

    def own_file(path)
      return nil if path.nil? || path == __FILE__ || !File.file?(path)

      real = File.realpath(path)
      return real if MIGRATIONS && real.start_with?(MIGRATIONS)

      foreign = real.include?("/gems/") || LIBRARY.any? { |folder| real.start_with?(folder) } ||
                Gem.path.any? { |folder| real.start_with?(folder) } ||
                real.start_with?("/usr/share/rubygems-integration/")
      foreign ? nil : real
    end

    def note(connection, text)
      frames = caller_locations(2).filter_map do |frame|
        file = file_of(frame.absolute_path)
        { file: file, line: frame.lineno } if file
      end
      line = JSON.generate({ port: port_of(connection), text: text, frames: frames.first(MOST_FRAMES) })
      WRITING.synchronize { OUTPUT.puts(line) }
    rescue StandardError
      nil # The program's own work goes on.
    end

    def port_of(connection)
      address = connection.socket_io.local_address
      address.ip? ? address.ip_port : nil
    rescue StandardError
      nil
    end

    def hook_for(connection)
      Module.new do
        (SENDING & connection.instance_methods).each do |name|
          define_method(name) do |text = nil, *rest, **options, &block|
            LockgateCapture.note(self, text) unless LockgateCapture.nested?
            LockgateCapture.nest { options.empty? ? super(text, *rest, &block) : super(text, *rest, **options, &block) }
          end
        end
        (PREPARING & connection.instance_methods).each do |name|
          define_method(name) do |statement, text, *rest, &block|
            (@lockgate_prepared ||= {})[statement] = text
            LockgateCapture.note(self, text) unless LockgateCapture.nested?
            LockgateCapture.nest { super(statement, text, *rest, &block) }
          end
        end
        (EXECUTING & connection.instance_methods).each do |name|
          define_method(name) do |statement, *rest, &block|
            text = (@lockgate_prepared || {})[statement]
            LockgateCapture.note(self, text) unless text.nil? || LockgateCapture.nested?
            LockgateCapture.nest { super(statement, *rest, &block) }
          end
        end
      end
    end

    # One method of a connection may call another.
    def nested?
      Thread.current[:lockgate_sending]
    end

    def nest
      earlier = Thread.current[:lockgate_sending]
      Thread.current[:lockgate_sending] = true
      yield
    ensure
      Thread.current[:lockgate_sending] = earlier
    end
  end

  # The class is complete where its file ends it.
  watch = TracePoint.new(:end) do |point|
    next unless point.self.is_a?(Class) && point.self.name == "PG::Connection"

    watch.disable
    begin
      require "json"
      point.self.prepend(LockgateCapture.hook_for(point.self))
    rescue StandardError
      nil
    end
  end
  watch.enable
end
