"""A headless Chromium, driven over the DevTools protocol: what a page loads, what it complains of, and what it does."""
import base64
import itertools
import json
import pathlib
import subprocess
import tempfile
import time
import urllib.request

import websocket

WAIT_S = 60


class Browser:
    """`with Browser(page) as browser`: one page from a file, loaded and ready."""

    def __init__(self, path, width=1280, height=900, script=True):
        self.path = pathlib.Path(path).resolve()
        self.size = (width, height)
        self.script = script
        self.requests = []
        self.complaints = []
        self._numbers = itertools.count(1)

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="dmn-cohort-browser-", ignore_cleanup_errors=True)
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
                   "--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={self._folder.name}", "about:blank"]
        self._socket = None
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self._connect()
            for domain in ("Page", "Runtime", "Network", "Log"):
                self.call(f"{domain}.enable")
            self.resize(*self.size)
            if not self.script:
                self.call("Emulation.setScriptExecutionDisabled", value=True)
            self.call("Page.navigate", url=self.path.as_uri())
            self._until(lambda: self.evaluate("document.readyState") == "complete")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._socket is not None:
            self._socket.close()
        self._process.terminate()
        self._process.wait(WAIT_S)
        self._folder.cleanup()

    def _connect(self):
        port_file = pathlib.Path(self._folder.name, "DevToolsActivePort")
        self._until(lambda: port_file.is_file() and port_file.read_text().count("\n") >= 1)
        port = port_file.read_text().split("\n")[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=WAIT_S) as answer:
            target = next(t for t in json.load(answer) if t["type"] == "page")
        self._socket = websocket.create_connection(target["webSocketDebuggerUrl"], timeout=WAIT_S)

    @staticmethod
    def _until(condition):
        end = time.monotonic() + WAIT_S
        while not condition():
            if time.monotonic() > end:
                raise AssertionError("the browser does not get ready")
            time.sleep(0.05)

    def call(self, method, **parameters):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv())
            self._note(message)
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                return message["result"]

    def _note(self, message):
        event, details = message.get("method"), message.get("params", {})
        if event == "Network.requestWillBeSent":
            self.requests.append(details["request"]["url"])
        if event == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(details["exceptionDetails"]))
        if event == "Log.entryAdded" and details["entry"]["level"] in ("error", "warning"):
            self.complaints.append(details["entry"]["text"])
        if event == "Runtime.consoleAPICalled" and details["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(details["args"]))

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def resize(self, width, height=900):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def move(self, selector, x_share=0.5, y_share=0.5):
        """The pointer, to a share of an element's box."""
        box = self.evaluate(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center'}});"
                            " const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })()")
        x, y = box[0] + box[2] * x_share, box[1] + box[3] * y_share
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        return x, y

    def click(self, selector):
        x, y = self.move(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def printed(self):
        """The page as PDF."""
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True)["data"])

    def screenshot(self, path):
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True, format="png")["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))
