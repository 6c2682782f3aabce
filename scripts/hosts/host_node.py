"""What a proof asks of the node on a host."""

import json
import time


class HostNode:
    def __init__(self, host, user=None, slipway="slipway"):
        self.host, self.user, self.program = host, user, slipway
        self.home, self.there = f"/home/{user}" if user else "/root", {}

    def install(self, file, *words, code=0, env=None):
        """Runs an installer, after copying it into the host; what it said."""
        if self.there.get(file.name) != file:
            self.host.put(file, self.home, self.user)
            self.there[file.name] = file
        return self.host.run("sh", f"{self.home}/{file.name}", *words, user=self.user, env=env, code=code, merge=True)

    def slipway(self, *words, code=0, **more):
        return self.host.run(self.program, *words, user=self.user, code=code, **more)

    def status(self, app="hello"):
        """What `status --json` says of an app; {} if there is no node or no such app."""
        result = self.slipway("status", "--json", code=None)
        try:
            apps = json.loads(result.stdout).get("apps", [])
        except ValueError:
            apps = []
        return next((one for one in apps if one["name"] == app), {})

    def await_active(self, app="hello", limit=60, unlike=None):
        """The status once it is active, by another process than `unlike`."""
        return eventually(lambda: (s := self.status(app)).get("state") == "active" and s.get("pid") != unlike and s,
                          limit)

    def daemon(self):
        result = self.slipway("node", "status", "--json", code=None)
        try:
            return json.loads(result.stdout).get("pid")
        except ValueError:
            return None

    def answers(self, port=8080, words="Hello", limit=60):
        """The page, once it is there; nothing else than the page may come."""
        return eventually(lambda: words in self.host.get(port)[1], limit)


def eventually(look, limit=60):
    """The first answer of `look` that says yes; else its last."""
    end = time.monotonic() + limit
    while not (answer := look()) and time.monotonic() < end:
        time.sleep(0.1)
    return answer
