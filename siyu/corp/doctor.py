"""What `siyu doctor` looks at: the database, then each company's connection to WeCom."""

import asyncio
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from siyu.corp import audit, checks, queries
from siyu.corp.checks import Check
from siyu.corp.queries import Corp
from siyu.corp.wire import Wires
from siyu.kit.db import Database

__all__ = ["Check", "run"]


async def run(database: Database, wires: Wires) -> list[Check]:
    """Every check there is; without a database only that one."""
    found, corps = await asyncio.to_thread(_database, database)
    for corp in corps:
        results = await checks.run(database, wires, corp.id)
        results.append(await asyncio.to_thread(_audit, database, corp))
        found += [replace(check, key=f"{corp.name} · {check.key}") for check in results]
    if found[0].ok and not corps:
        fix = "打开控制台，按「企微接入向导」填写企业信息；首次使用先运行 siyu bootstrap"
        found.append(Check("corp", None, "corp.none", "尚未接入任何企业", fix))
    return found


def _database(database: Database) -> tuple[list[Check], list[Corp]]:
    try:
        with database.transaction() as session:
            version = session.execute(text("SHOW server_version")).scalar_one()
            return [Check("database", True, "database.ok", f"PostgreSQL {version}")], queries.corps(session)
    except OperationalError as error:
        detail = str(error.orig).splitlines()[0]
        return [
            Check("database", False, "database.unreachable", detail, "请检查 SIYU_DATABASE_URL 与数据库是否运行")
        ], []


def _audit(database: Database, corp: Corp) -> Check:
    with database.transaction() as session:
        broken = audit.first_break(session, corp.id)
    if broken is None:
        return Check("audit", True, "audit.whole", "审计记录完整")
    fix = "有人绕过系统改动了审计表，请从备份核对"
    return Check("audit", False, "audit.broken", f"审计记录从第 {broken} 条起被改动或缺失", fix)
