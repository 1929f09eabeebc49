"""A browser or a script before several webs, as a load balancer without sticky sessions would have it."""
import http.client, re, socket, urllib.parse

from fleet import HOST

TOKEN = re.compile(r'csrfmiddlewaretoken" value="([^"]+)')


class Lost(Exception):
    """No answer came; nobody knows what was done."""


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    location = property(lambda self: self.headers.get("location") or "")
    leads_to_sign_in = property(lambda self: self.status in (302, 307) and "/accounts/login/" in self.location)


class Client:
    """Sends each request to any web. A web that does not listen is passed over, because it has certainly not been asked."""

    def __init__(self, webs, ledger, random, token=None):
        self.webs, self.ledger, self.random, self.token = webs, ledger, random, token
        self.cookies = {}
        # An address of its own, so that limits per client count it alone.
        self.address = f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"

    def get(self, path, accept="text/html"):
        return self.ask("GET", path, None, accept)

    def post(self, path, fields):
        return self.ask("POST", path, urllib.parse.urlencode(fields, doseq=True), "text/html")

    def ask(self, method, path, body, accept):
        order = self.random.sample(self.webs, len(self.webs))
        for web in order:
            try:
                return self.ask_one(web, method, path, body, accept)
            except ConnectionRefusedError:
                continue
        self.ledger.count("no web")
        raise Lost("no web listens")

    def ask_one(self, web, method, path, body, accept):
        connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=45)
        headers = {"Host": HOST, "Accept": accept, "Connection": "close", "X-Forwarded-For": self.address,
                   "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read().decode("utf-8", "replace"))
        except ConnectionRefusedError:
            raise
        except (OSError, http.client.HTTPException, socket.timeout) as error:
            self.ledger.count("no answer")
            raise Lost(f"{method} {path} at {web.name}: {error!r}") from None
        finally:
            connection.close()
        self.note(web, method, path, answer)
        return answer

    def note(self, web, method, path, answer):
        self.ledger.count(str(answer.status))
        for line in answer.headers.get_all("set-cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status >= 500:
            is_declared = answer.status == 503 and answer.headers.get("retry-after")
            if not is_declared:
                self.ledger.violation(f"{method} {path} at {web.name} answered {answer.status}: {answer.body[-300:]}")

    def sign_in(self, username, password):
        """True when it was accepted."""
        page = self.get("/accounts/login/")
        answer = self.send("/accounts/login/", page, {"username": username, "password": password})
        return answer is not None and answer.status in (302, 303) and not answer.leads_to_sign_in

    def send(self, path, page, fields):
        """Posts a form with the token of its page. Nothing when the page has no form."""
        token = TOKEN.search(page.body)
        if page.status != 200 or not token:
            return None
        return self.post(path, {"csrfmiddlewaretoken": token[1]} | fields)
