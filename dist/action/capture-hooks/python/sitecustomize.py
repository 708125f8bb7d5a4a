"""Notes which line of a migration sends a statement. Python loads this file because its folder is the first of PYTHONPATH.

It does nothing without LOCKGATE_CAPTURE_SENT: the file to which it appends one JSON object a statement,
{"port": the client's TCP port or null, "text": the SQL as sent, "frames": [{"file", "line"}, innermost first]}.
Nothing that goes wrong here reaches the program. Works on Python 3.7 and later.
"""

import os
import sys

_SENT = os.environ.get("LOCKGATE_CAPTURE_SENT")


def _run_hidden_sitecustomize():
    """Runs the sitecustomize that this one hides, if there is one."""
    import importlib.machinery

    own = os.path.dirname(os.path.abspath(__file__))
    rest = [folder for folder in sys.path if os.path.abspath(folder or ".") != own]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", rest)
    if spec is not None and spec.loader is not None:
        import importlib.util

        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def _start(sent):
    import importlib.abc
    import json
    import sysconfig
    import threading

    most_frames = 60
    hook = os.path.abspath(__file__)
    migrations = os.environ.get("LOCKGATE_CAPTURE_DIR")
    migrations = migrations and os.path.join(os.path.realpath(migrations), "")
    library = tuple(
        os.path.join(os.path.realpath(path), "")
        for path in {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
        if path
    )
    output = open(sent, "a", encoding="utf-8")
    writing = threading.Lock()
    # Of this thread: the frames of who made the statement that is sent now, where the stack no longer shows them.
    maker = threading.local()
    files = {}

    def file_of(name):
        """The file of a frame, where it is the team's own; else None."""
        if name not in files:
            path = os.path.realpath(name)
            parts = path.split(os.sep)
            foreign = path == hook or path.startswith(library) or "site-packages" in parts or "dist-packages" in parts
            if foreign and migrations and path.startswith(migrations):
                foreign = False
            files[name] = None if foreign or name.startswith("<") or not os.path.isfile(path) else path
        return files[name]

    def frames_of(frame):
        found = []
        while frame is not None and len(found) < most_frames:
            path = file_of(frame.f_code.co_filename)
            if path is not None:
                found.append({"file": path, "line": frame.f_lineno})
            elif frame.f_code.co_name in ("database_forwards", "database_backwards"):
                # Django's operations are made where the migration is read, long before they run.
                made = getattr(frame.f_locals.get("self"), "_lockgate_made", None)
                if made:
                    found.extend(made[: most_frames - len(found)])
            frame = frame.f_back
        return found

    def note(text, port, frame):
        if isinstance(text, (bytes, bytearray, memoryview)):
            text = bytes(text).decode("utf-8", "replace")
        frames = frames_of(frame)
        if not any(migrations and each["file"].startswith(migrations) for each in frames):
            frames = getattr(maker, "frames", []) or frames
        line = json.dumps({"port": port, "text": text, "frames": frames})
        with writing:
            output.write(line + "\n")
            output.flush()

    def quietly(function):
        def call(*args):
            try:
                function(*args)
            except Exception:  # The program's own work goes on.
                pass

        return call

    def port_of(socket):
        try:
            name = socket.getsockname()
            return name[1] if isinstance(name, tuple) else None
        except Exception:
            return None

    def port_of_descriptor(connection):
        import socket

        try:
            copy = socket.socket(fileno=os.dup(connection.fileno()))
        except Exception:
            return None
        with copy:
            return port_of(copy)

    def before(owner, name, tell):
        """Has `tell` called with the arguments and the caller's frame before the method `name` of `owner` runs."""
        original = getattr(owner, name, None)
        if original is None:
            return
        tell = quietly(tell)

        def wrapped(*args, **kwargs):
            tell(sys._getframe(1), args, kwargs)
            return original(*args, **kwargs)

        wrapped.__name__ = name
        wrapped.__wrapped__ = original
        setattr(owner, name, wrapped)

    def with_frames(owner, name, frames_for):
        """Lends the method `name` of `owner` the frames that `frames_for` finds for its arguments."""
        original = getattr(owner, name, None)
        if original is None:
            return

        def wrapped(*args, **kwargs):
            earlier = getattr(maker, "frames", [])
            try:
                maker.frames = frames_for(sys._getframe(1), args) or earlier
            except Exception:
                pass
            try:
                return original(*args, **kwargs)
            finally:
                maker.frames = earlier

        wrapped.__name__ = name
        wrapped.__wrapped__ = original
        setattr(owner, name, wrapped)

    def psycopg2(module):
        # Its cursors are written in C: only a profiler sees their calls, and only the cursor knows what it sent.
        cursor = module.extensions.cursor
        sending = {"execute", "executemany", "callproc", "copy_expert", "copy_from", "copy_to"}

        @quietly
        def returned(frame, event, called):
            if event not in ("c_return", "c_exception"):
                return
            if getattr(called, "__name__", None) not in sending:
                return
            one = getattr(called, "__self__", None)
            if isinstance(one, cursor) and one.query is not None:
                note(one.query, port_of_descriptor(one.connection), frame)

        threading.setprofile(returned)
        sys.setprofile(returned)

    class Descriptor:
        """Gives libpq's socket the method that a socket has."""

        def __init__(self, number):
            self.fileno = lambda: number

    def psycopg(module):
        # The query has its $1, $2 … here. Cursors that put values into the text have a method of their own.
        def tell(frame, args, _):
            note(args[1].query, port_of_descriptor(Descriptor(args[0]._pgconn.socket)), frame)

        def tell_prepared(frame, args, _):
            note(args[2].query, port_of_descriptor(Descriptor(args[0]._pgconn.socket)), frame)

        for cursor in list(vars(module).values()):
            if not isinstance(cursor, type) or cursor.__module__ != module.__name__:
                continue
            if "_execute_send" in vars(cursor):
                before(cursor, "_execute_send", tell)
            if "_send_query_prepared" in vars(cursor):
                before(cursor, "_send_query_prepared", tell_prepared)

    def asyncpg(module):
        def port(connection):
            return port_of(connection._transport.get_extra_info("socket"))

        def tell(frame, args, _):
            note(args[1], port(args[0]), frame)

        # `execute` without parameters is a simple query; all else is prepared by `_get_statement`.
        def tell_simple(frame, args, _):
            if len(args) == 2:
                tell(frame, args, _)

        before(module.Connection, "execute", tell_simple)
        before(module.Connection, "_get_statement", tell)
        before(module.Connection, "_copy_in", tell)

    def sqlalchemy(module):
        # A greenlet hides the caller from an asynchronous driver.
        for name in ("do_execute", "do_executemany", "do_execute_no_params"):
            with_frames(module.DefaultDialect, name, lambda frame, _: frames_of(frame))

    def django_operations(module):
        def made(cls, *args, **kwargs):
            operation = original(cls, *args, **kwargs)
            try:
                operation._lockgate_made = frames_of(sys._getframe(1))[:1]
            except Exception:
                pass
            return operation

        original = module.Operation.__new__
        module.Operation.__new__ = made

    def django_schema(module):
        # Foreign keys and indexes wait until the migration ends, and no operation is at work then.
        editor = module.BaseDatabaseSchemaEditor

        class Deferred(list):
            def __init__(self, *args):
                super().__init__(*args)
                self.makers = {}

            def append(self, statement):
                self.makers[id(statement)] = frames_of(sys._getframe(1))
                super().append(statement)

            def extend(self, statements):
                for statement in statements:
                    self.append(statement)

        enter = editor.__enter__

        def entered(self):
            result = enter(self)
            self.deferred_sql = Deferred(self.deferred_sql)
            return result

        editor.__enter__ = entered
        with_frames(
            editor,
            "execute",
            lambda _, args: getattr(args[0].deferred_sql, "makers", {}).get(id(args[1])),
        )

    watched = {
        "psycopg2": psycopg2,
        **dict.fromkeys(
            (
                "psycopg.cursor",
                "psycopg.client_cursor",
                "psycopg._cursor_base",
                "psycopg._client_cursor_base",
            ),
            psycopg,
        ),
        "asyncpg.connection": asyncpg,
        "sqlalchemy.engine.default": sqlalchemy,
        "django.db.migrations.operations.base": django_operations,
        "django.db.backends.base.schema": django_schema,
    }

    class Watch(importlib.abc.MetaPathFinder):
        """Finds nothing itself: it has the modules above changed once they are loaded."""

        def find_spec(self, name, path, target=None):
            change = watched.get(name)
            if change is None:
                return None
            for finder in sys.meta_path:
                if finder is self or not hasattr(finder, "find_spec"):
                    continue
                spec = finder.find_spec(name, path, target)
                if spec is not None and spec.loader is not None:
                    self._changed_when_loaded(spec.loader, change)
                    return spec
            return None

        @staticmethod
        def _changed_when_loaded(loader, change):
            load = loader.exec_module

            def exec_module(module):
                load(module)
                quietly(change)(module)

            loader.exec_module = exec_module

    sys.meta_path.insert(0, Watch())


if _SENT:
    try:
        _start(_SENT)
    except Exception:
        pass
_run_hidden_sitecustomize()
