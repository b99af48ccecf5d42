"""One page in a browser, driven by the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/)."""

import base64
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Event = dict[str, Any]


@dataclass
class Tab:
    """One page. `events` are the browser's messages, such as requests and refused content, oldest first."""

    orders: int
    answers: int
    session: str = ""
    events: list[Event] = field(default_factory=list)
    _last: int = 0
    _rest: bytes = b""

    def open(self, page: Path) -> None:
        """Load a file and wait until it is shown."""
        self.events.clear()
        self.send("Page.navigate", url=page.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def value(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page; the page's own policy does not apply to it."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def click(self, selector: str) -> None:
        """Press the left mouse button on the middle of the first element that a CSS selector finds."""
        place = f"(e => (e.scrollIntoView(), e.getBoundingClientRect().toJSON()))(document.querySelector({selector!r}))"
        box = self.value(place)
        where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, **where)

    def media(self, kind: str = "", **features: str) -> None:
        """Show the page as on paper (`print`), or with a feature such as `prefers_color_scheme="dark"`."""
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.send("Emulation.setEmulatedMedia", media=kind, features=named)

    def size(self, width: int, height: int = 900) -> None:
        """Set the size of the window, in CSS pixels."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self, path: Path) -> Path:
        """Write the whole page as a PNG."""
        answer = self.send("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(answer["data"]))
        return path

    def requests(self) -> list[str]:
        """The addresses that the page asked for since `open`, its own included."""
        return [one["params"]["request"]["url"] for one in self.events if one["method"] == "Network.requestWillBeSent"]

    def complaints(self) -> list[str]:
        """What the browser reported since `open`: content that the page's policy refused, errors of scripts."""
        return [one["params"]["entry"]["text"] for one in self.events if one["method"] == "Log.entryAdded"]

    def send(self, method: str, **params: object) -> Any:
        """Send a command and return its result; what happens meanwhile joins `events`."""
        self._last += 1
        where = {"sessionId": self.session} if self.session else {}
        order = {"id": self._last, "method": method, "params": params, **where}
        os.write(self.orders, json.dumps(order).encode() + b"\0")
        while (message := self._read()).get("id") != self._last:
            self.events.append(message)
        assert "error" not in message, message["error"]
        return message["result"]

    def _read(self) -> Any:
        while b"\0" not in self._rest:
            more = os.read(self.answers, 1 << 16)
            assert more, "the browser ended"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)
