import asyncio
import os

from alembic import context
from sqlalchemy import create_engine

url = os.environ["DATABASE_URL"]


def run(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


async def run_asynchronously():
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.connect() as connection:
        await connection.run_sync(run)


if os.environ.get("DRIVER") == "asyncpg":
    asyncio.run(run_asynchronously())
else:
    with create_engine(url).connect() as connection:
        run(connection)
