"""The pages that the hub serves: where they are, how they are watched, and their modules alone."""

import contextlib
import json
import shutil
import subprocess

from .hub import ROOT, environment

SITE = ROOT / "Sources/WebClient/Site"

# What a page is not to do, noted before its own scripts run.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
window.addEventListener("error", (event) => window.violations.push(`error: ${event.message}`));
window.addEventListener("unhandledrejection", (event) => window.violations.push(`rejection: ${event.reason}`));
"""

# Text whose contrast with what is behind it is under 4.5:1 (WCAG 2.2, 1.4.3).
LOW_CONTRAST = """
const channel = (value) => {
  value /= 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const parse = (colour) => {
  const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
  return { r, g, b, a };
};
const luminance = ({ r, g, b }) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const over = (top, below) => ({
  r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a),
  b: top.b * top.a + below.b * (1 - top.a), a: 1,
});
const behind = (element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
  const page = matchMedia("(prefers-color-scheme: dark)").matches ? 0 : 255;
  return layers.reduceRight((below, layer) => over(layer, below), { r: page, g: page, b: page, a: 1 });
};
const poor = new Set();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node; (node = walker.nextNode());) {
  const element = node.parentElement;
  if (!node.data.trim() || !element.checkVisibility({ checkOpacity: true })) continue;
  const back = behind(element);
  const front = over(parse(getComputedStyle(element).color), back);
  const [high, low] = [luminance(front), luminance(back)].sort((a, b) => b - a);
  const ratio = (high + 0.05) / (low + 0.05);
  if (ratio < 4.5 && !element.closest(":disabled")) {
    poor.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}: ${node.data.trim().slice(0, 30)}`);
  }
}
return [...poor];
"""

# What has no name that could be read aloud, or is no label's field.
UNNAMED = """
return [...document.querySelectorAll("input, select, textarea, button, a[href], summary")]
  .filter((element) => element.checkVisibility())
  .filter((element) => !(element.labels?.length || element.getAttribute("aria-label")?.trim()
    || (!/^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName) && element.textContent.trim())))
  .map((element) => element.outerHTML);
"""


class Served:
    """One page in the browser, with its window's size, colours and scripts set as a test wants them."""

    def __init__(self, browser, address):
        self.browser, self.driver, self.address = browser, browser.driver, address
        self.undo = contextlib.ExitStack()
        self.before(WATCH)

    def before(self, script):
        """Runs a script in every page before the page's own."""
        key = self.command("Page.addScriptToEvaluateOnNewDocument", source=script)["identifier"]
        self.undo.callback(self.command, "Page.removeScriptToEvaluateOnNewDocument", identifier=key)

    def command(self, name, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def size(self, width, height):
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.undo.callback(self.command, "Emulation.clearDeviceMetricsOverride")

    def colours(self, scheme):
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.command("Emulation.setEmulatedMedia", features=[feature])
        self.undo.callback(self.command, "Emulation.setEmulatedMedia", features=[])

    def open(self, path):
        # Another hash alone would not load the page anew.
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get(self.address + path)
        return self

    def __call__(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def eventually(self, expression, within=10):
        return self.browser.eventually(expression, within)

    def check(self):
        """Nothing ran that should not, and nothing failed."""
        assert self("return window.violations") == []
        assert self.browser.errors() == []

    def fits(self):
        """Whether the page needs no horizontal scrolling."""
        return self("return document.documentElement.scrollWidth <= innerWidth")

    def close(self):
        self.undo.close()
        self.driver.get("about:blank")


def address(request):
    """Where the pages are: at a hub of the tests."""
    return request.getfixturevalue("hub").url


def run_module(folder, script, value=None):
    """Runs a module beside the page's own in Node: `input` goes in, `output(…)` comes back."""
    for module in SITE.glob("*.js"):
        shutil.copy(module, folder)
    (folder / "package.json").write_text('{"type":"module"}')
    (folder / "input.json").write_text(json.dumps(value))
    (folder / "test.mjs").write_text(
        'import { readFileSync } from "node:fs";\n'
        'const input = JSON.parse(readFileSync("input.json", "utf8"));\n'
        "const output = (value) => process.stdout.write(JSON.stringify(value));\n" + script
    )
    done = subprocess.run(
        ["node", "test.mjs"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
