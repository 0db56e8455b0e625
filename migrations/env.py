"""Alembic's entry: runs the migrations over the connection or URL it was given."""

from alembic import context
from sqlalchemy import create_engine

from siyu.kit.db import Base

url = context.config.get_main_option("sqlalchemy.url")
engine = create_engine((url or "").replace("postgresql://", "postgresql+psycopg://", 1))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
