"""PyPI's wechatpy, written by others and unaware of the sandbox, drives it and reads its callbacks."""

import pytest
from wechatpy.enterprise import WeChatClient
from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatClientException

from weixin_sandbox import crypto


@pytest.fixture
def client(sandbox):
    """A wechatpy client that fetches its token from the sandbox."""

    class Client(WeChatClient):
        API_BASE_URL = f"{sandbox.sandbox.url}/cgi-bin/"

        def fetch_access_token(self):
            return self._fetch_access_token(
                url=f"{self.API_BASE_URL}gettoken", params={"corpid": self.corp_id, "corpsecret": self.secret}
            )

    corp = sandbox.corp
    return Client(corp["corpid"], corp["apps"][0]["secret"])


def test_it_fetches_a_token_and_reads_the_book(client):
    client.fetch_access_token()

    names = [d["name"] for d in client.department.get(1)]

    assert len(client.access_token) == 64
    assert names[:2] == ["山间茶铺", "杭州"]
    assert client.user.get("tea001")["position"] == "店长"
    assert len(client.external_contact.get_follow_user_list()["follow_user"]) == 24


def test_it_makes_reads_changes_and_deletes_a_contact_way(client, sandbox):
    made = client.external_contact.add_contact_way(type=1, scene=2, state="wechatpy", user=["tea001"], party=[])

    client.external_contact.update_contact_way(
        made["config_id"], remark="改过", state="changed", user=["tea002"], party=[]
    )
    way = client.external_contact.get_contact_way(made["config_id"])["contact_way"]
    client.external_contact.del_contact_way(made["config_id"])

    assert made["qr_code"].endswith(f"/qr/{made['config_id']}.png")
    assert (way["remark"], way["state"], way["user"]) == ("改过", "changed", ["tea002"])
    with pytest.raises(WeChatClientException, match="41044"):
        client.external_contact.get_contact_way(made["config_id"])


def test_it_tags_and_reads_a_customer(client, sandbox):
    external = sandbox.add(sandbox.customer("小满"), "tea001")["external_userid"]
    added = client.external_contact.add_corp_tag(None, "来源", 1, [{"name": "门店", "order": 1}])
    tag = added["tag_group"]["tag"][0]["id"]

    client.external_contact.mark_tag("tea001", external, add_tag=[tag])

    customer = client.external_contact.get(external)
    assert customer["external_contact"]["name"] == "小满"
    assert [t["tag_name"] for t in customer["follow_user"][0]["tags"]] == ["门店"]
    assert client.external_contact.list("tea001")["external_userid"] == [external]
    assert client.external_contact.get_corp_tag_list()["tag_group"][0]["group_name"] == "来源"


def test_it_reads_a_callback_of_ours_and_sends_the_welcome(client, sandbox, receiver):
    sandbox.add(sandbox.customer("小满"), "tea001")
    receiver.wait_for(1)
    query, raw = receiver.posts[0]
    reader = WeChatCrypto(sandbox.app["token"], sandbox.app["aes_key"], sandbox.corp["corpid"])

    plain = reader.decrypt_message(raw, query["msg_signature"], query["timestamp"], query["nonce"])
    code = plain.partition("<WelcomeCode><![CDATA[")[2].partition("]]>")[0]
    sent = client.external_contact.send_welcome_msg({"welcome_code": code, "text": {"content": "你好"}})

    assert sent["errcode"] == 0
    assert sandbox.control("GET", "/sandbox/chats/cust_1/tea001")["messages"][0]["text"] == "你好"


def test_it_answers_the_url_check_of_ours(sandbox):
    reader = WeChatCrypto(sandbox.app["token"], sandbox.app["aes_key"], sandbox.corp["corpid"])
    encrypted = crypto.encrypt(sandbox.app["aes_key"], b"1234567890", sandbox.corp["corpid"], b"0123456789abcdef")
    signature = crypto.signature(sandbox.app["token"], "1700000000", "42", encrypted)

    assert reader.check_signature(signature, "1700000000", "42", encrypted) == "1234567890"


def test_an_error_of_ours_is_an_exception_of_its_own(client):
    with pytest.raises(WeChatClientException) as raised:
        client.external_contact.get("wmnobody")

    assert raised.value.errcode == 40096


def test_a_token_that_expired_is_renewed_by_its_retry(client, sandbox):
    client.fetch_access_token()
    old = client.access_token
    sandbox.control("POST", "/sandbox/clock", {"advance_s": 7201})

    follow_users = client.external_contact.get_follow_user_list()["follow_user"]

    assert len(follow_users) == 24
    assert client.access_token != old
