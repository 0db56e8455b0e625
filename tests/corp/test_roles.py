"""Who may call what: every guarded route of corp, as every role."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from siyu.corp import roles
from siyu.corp.roles import Role

NOBODY = "018f0000-0000-7000-8000-000000000000"
ROUTES = [
    ("GET", "/api/staff", "corp.read"),
    ("GET", "/api/departments", "corp.read"),
    ("GET", f"/api/jobs/{NOBODY}", "corp.read"),
    ("GET", f"/api/jobs/{NOBODY}/result", "corp.read"),
    ("PUT", "/api/setup/corp", "corp.write"),
    ("PUT", "/api/setup/app", "corp.write"),
    ("POST", "/api/setup/checks", "corp.write"),
    ("POST", "/api/setup/sync", "corp.write"),
    ("GET", "/api/accounts", "accounts.manage"),
    ("POST", "/api/accounts", "accounts.manage"),
    ("PUT", f"/api/accounts/{NOBODY}", "accounts.manage"),
    ("DELETE", f"/api/accounts/{NOBODY}", "accounts.manage"),
    ("POST", f"/api/accounts/{NOBODY}/link", "accounts.manage"),
    ("GET", "/api/audit", "audit.read"),
]
BODIES = {
    "/api/setup/corp": {"name": "茶", "corpid": "wwtea0000000000001"},
    "/api/setup/app": {"agentid": 1, "name": "x", "secret": "s"},
    "/api/accounts": {"email": "n@example.com", "name": "n", "role": "operator"},
    f"/api/accounts/{NOBODY}": {"role": "operator"},
}


def signed_in_as(role: Role, owner: TestClient, web: FastAPI) -> TestClient:
    if role is Role.OWNER:
        return owner
    invitation = {"email": f"{role}@example.com", "name": role, "role": role}
    if role is Role.ADVISER:
        invitation["staff_id"] = NOBODY
    token = owner.post("/api/accounts", json=invitation).json()["link"].rpartition("=")[2]
    client = TestClient(web, base_url="http://127.0.0.1:8800", headers={"X-Siyu-CSRF": "1"})
    body = {"token": token, "name": role, "email": f"{role}@example.com", "password": "another long one"}
    client.post("/api/bootstrap", json=body)
    return client


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_exactly_what_its_permissions_allow(role: Role, owner: TestClient, web: FastAPI) -> None:
    client = signed_in_as(role, owner, web)

    refused = {
        (method, path): reply.json()["error"]["params"].get("permission")
        for method, path, _ in ROUTES
        if (reply := client.request(method, path, json=BODIES.get(path))).status_code == 403
    }

    allowed = roles.permissions_of(role)
    assert refused == {(method, path): wanted for method, path, wanted in ROUTES if wanted not in allowed}


def test_every_role_but_the_owner_lacks_something() -> None:
    assert roles.permissions_of(Role.OWNER) == roles.PERMISSIONS
    assert "customers.export" not in roles.permissions_of(Role.MANAGER)
    assert "codes.write" not in roles.permissions_of(Role.ADVISER)
    assert roles.PERMISSIONS - roles.permissions_of(Role.OPERATOR) == {"corp.write", "accounts.manage", "audit.read"}
