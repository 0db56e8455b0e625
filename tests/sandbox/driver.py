"""Drives a running sandbox over HTTP the way a client, a tester and a callback receiver would."""

import http.server
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from defusedxml import ElementTree

from weixin_sandbox import crypto
from weixin_sandbox.testing import RunningSandbox

NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Driver:
    """Calls of the official interface (`api`) and of the control API (`control`)."""

    sandbox: RunningSandbox
    token: str = ""

    def request(self, method, path, *, body=None, raw=None, headers=None, timeout=10):
        """(status, headers, bytes) of one request."""
        data = raw if raw is not None else (json.dumps(body).encode() if body is not None else None)
        request = urllib.request.Request(  # noqa: S310 (always the sandbox on loopback)
            self.sandbox.url + path, method=method, data=data, headers=headers or {}
        )
        try:
            with NO_PROXY.open(request, timeout=timeout) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def control(self, method, path, body=None):
        """The JSON of a control call that must succeed."""
        status, _, answer = self.request(method, path, body=body)
        assert status == 200, answer
        return json.loads(answer)

    def refused(self, method, path, body=None):
        """(status, code, message) of a control call that must be refused."""
        status, _, answer = self.request(method, path, body=body)
        error = json.loads(answer)["error"]
        return status, error["code"], error["message"]

    def api(self, path, body=None, *, token=None, **query):
        """The JSON of a call of the official interface; POST when there is a body."""
        parameters = {"access_token": self.token if token is None else token, **query}
        address = f"/cgi-bin/{path}?{urllib.parse.urlencode(parameters)}"
        _, _, answer = self.request("GET" if body is None else "POST", address, body=body)
        return json.loads(answer)

    def code_of(self, path, body=None, **query):
        """The errcode of a call."""
        return self.api(path, body, **query)["errcode"]

    def upload(self, path, filename, data, content_type, **query):
        """The JSON of a multipart upload."""
        address = f"/cgi-bin/{path}?{urllib.parse.urlencode({'access_token': self.token, **query})}"
        raw, headers = multipart("media", filename, data, content_type)
        return json.loads(self.request("POST", address, raw=raw, headers=headers)[2])

    @property
    def corp(self):
        """The corp as the world shows it."""
        return self.control("GET", "/sandbox/world")["corps"][0]

    @property
    def app(self):
        """The first app with its secret, token and AES key."""
        return self.corp["apps"][0]

    def log_in(self):
        """Fetch a token for the first app and use it from now on."""
        corp = self.corp
        answer = self.api("gettoken", token="", corpid=corp["corpid"], corpsecret=corp["apps"][0]["secret"])
        self.token = answer["access_token"]
        return answer

    def way(self, *users, **more):
        """A QR contact way for these members; its config_id."""
        body = {"type": 1 if len(users) == 1 else 2, "scene": 2, "user": list(users), **more}
        return self.api("externalcontact/add_contact_way", body)["config_id"]

    def customer(self, name="小满"):
        """A new customer's id."""
        return self.control("POST", "/sandbox/customers", {"name": name})["id"]

    def add(self, customer, userid, **more):
        """The customer adds the adviser."""
        return self.control("POST", f"/sandbox/customers/{customer}/add", {"userid": userid, **more})

    def tag(self, name, group="来源"):
        """A corp tag's id."""
        answer = self.api("externalcontact/add_corp_tag", {"group_name": group, "tag": [{"name": name}]})
        return answer["tag_group"]["tag"][0]["id"]

    def listen(self, receiver):
        """Make the receiver the first app's callback URL."""
        app = self.app
        return self.control("PUT", f"/sandbox/apps/{app['agentid']}/callback", {"url": receiver.url})


@dataclass
class Receiver:
    """A callback URL. `statuses` are used up one per POST, then 200; `hold_s` delays every answer."""

    aes_key: str
    corpid: str
    statuses: list = field(default_factory=list)
    hold_s: float = 0.0
    echo: bytes | None = None
    events: list = field(default_factory=list)
    posts: list = field(default_factory=list)
    url: str = ""

    def start(self):
        """Serve on a free port."""
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                query = dict(urllib.parse.parse_qsl(self.path.partition("?")[2]))
                plain = crypto.decrypt(receiver.aes_key, query["echostr"], receiver.corpid)
                self.answer(200, plain if receiver.echo is None else receiver.echo)

            def do_POST(self):
                raw = self.rfile.read(int(self.headers["content-length"]))
                query = dict(urllib.parse.parse_qsl(self.path.partition("?")[2]))
                receiver.posts.append((query, raw))
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                if status == 200 and not receiver.hold_s:
                    receiver.events.append(receiver.read(raw))
                time.sleep(receiver.hold_s)
                self.answer(status, b"")

            def answer(self, status, body):
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    self.close_connection = True  # the sandbox gave up waiting

            def log_message(self, *arguments):
                return

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/callback"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def read(self, raw):
        """The event inside a POST body, as a dict."""
        encrypted = ElementTree.fromstring(raw).findtext("Encrypt")
        plain = crypto.decrypt(self.aes_key, encrypted, self.corpid)
        return {child.tag: child.text or "" for child in ElementTree.fromstring(plain)}

    def stop(self):
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, count, *, within_s=5.0):
        """The first `count` events, waiting for them."""
        deadline = time.monotonic() + within_s
        while len(self.events) < count and time.monotonic() < deadline:
            time.sleep(0.005)
        assert len(self.events) >= count, f"{len(self.events)} of {count} events came"
        return self.events[:count]


def multipart(name, filename, data, content_type):
    """(body, headers) of a form with one file."""
    boundary = "sandbox-test-boundary"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        f"Content-Type: {content_type}\r\n\r\n"
    )
    body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
