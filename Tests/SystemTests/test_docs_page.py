"""The documentation as a page: all of both documents, found, linked and readable everywhere."""

import re

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from selenium.webdriver import ActionChains, Keys

from hubtest.hub import ROOT
from hubtest.served import LOW_CONTRAST, UNNAMED, Served, address

API = (ROOT / "API_DOC.md").read_text()
OPENAPI = yaml.safe_load((ROOT / "openapi.yaml").read_text())
READY = "document.querySelector('#text section') && document.readyState === 'complete'"


@pytest.fixture
def docs(browser, request):
    page = Served(browser, address(request))
    page.size(1400, 900)
    yield page
    page.close()


def load(page, path="/docs"):
    page.open(path).eventually(READY)
    return page


def tree():
    return SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(API))


def slug(text):
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def text_of(node):
    parts = [child.content for child in node.walk() if child.type in ("text", "code_inline")]
    return "".join(parts)


def test_every_heading_of_the_document_is_there_under_its_name(docs):
    load(docs)
    headings = [node for node in tree().children if node.type == "heading"]
    assert len(headings) > 30
    for heading in headings:
        text = text_of(heading)
        found = docs(
            "const copy = document.getElementById(arguments[0])?.cloneNode(true);"
            "copy?.querySelector('.anchor')?.remove(); return copy?.textContent",
            slug(text),
        )
        assert found == text
    docs.check()


def test_every_table_and_snippet_of_the_document_is_there_in_full(docs):
    load(docs)
    tables = [
        [
            [text_of(cell) for cell in row.children]
            for part in node.children
            for row in part.children
        ]
        for node in tree().children
        if node.type == "table"
    ]
    found = docs(
        "return [...document.querySelectorAll('#text table')].map((table) => "
        "[...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))"
    )
    assert len(tables) > 20
    assert found[: len(tables)] == tables
    snippets = [node.content.removesuffix("\n") for node in tree().walk() if node.type == "fence"]
    found = docs("return [...document.querySelectorAll('#text pre')].map((pre) => pre.textContent)")
    assert len(snippets) > 30
    assert found[: len(snippets)] == snippets


def test_close_codes_limits_and_a_snippet_of_each_protocol_are_one_click_away(docs):
    load(docs)
    names = [
        "close-codes",
        "limits",
        "websocket",
        "serverpod",
        "dysonnetwork",
        "node-ws",
        "socketio",
    ]
    links = docs(
        "return [...document.querySelectorAll('.shortcuts a')].map((a) => a.hash.slice(1))"
    )
    assert links == [*names, "rest-operations"]
    for name in names[2:]:
        languages = docs(
            "return [...document.getElementById(arguments[0]).closest('section')"
            ".querySelectorAll('.code')].map((code) => code.dataset.language)",
            name,
        )
        assert {"javascript", "python", "bash"} & set(languages), name
    codes = docs(
        "return [...document.getElementById('close-codes').closest('section')"
        ".querySelectorAll('tbody tr')].map((row) => row.cells[0].textContent)"
    )
    assert {"1000", "1008", "1012", "4401", "4403", "4408", "4409", "4429"} <= set(codes)


def test_every_operation_is_there_with_its_answers(docs):
    load(docs)
    operations = [
        (path, method, operation)
        for path, item in OPENAPI["paths"].items()
        for method, operation in item.items()
    ]
    assert len(operations) > 20
    for path, method, operation in operations:
        shown = docs(
            """
            const section = document.getElementById(arguments[0]).closest("section");
            return {
              method: section.querySelector("h3 .method").textContent,
              path: section.querySelector("h3 > code").textContent,
              text: section.textContent,
              statuses: [...section.querySelectorAll(".status")].map((code) => code.textContent),
            };""",
            f"operation-{operation['operationId'].lower()}",
        )
        assert (shown["method"], shown["path"]) == (method.upper(), path)
        assert operation["summary"] in shown["text"]
        assert shown["statuses"] == list(operation["responses"])
        for parameter in operation.get("parameters", []):
            name = parameter.get("name") or parameter["$ref"].rpartition("/")[2]
            resolved = (
                parameter if "name" in parameter else OPENAPI["components"]["parameters"][name]
            )
            assert resolved["name"] in shown["text"]


def test_schemas_are_shown_with_what_they_refer_to(docs):
    load(docs)
    members = docs(
        "return [...document.getElementById('operation-joinroom').closest('section')"
        ".querySelector('.schema').querySelectorAll('.member')].map((code) => code.textContent)"
    )
    assert members == ["roomId", "name", "metadata"]
    text = docs("return document.getElementById('text').textContent")
    assert "$ref" not in text and "[object Object]" not in text and "undefined" not in text
    for message in ["Welcome", "PeerJoined", "PeerLeft", "ClientMessage", "RelayedMessage", "Pong"]:
        assert docs("return !!document.getElementById(arguments[0])", f"schema-{message.lower()}")


def test_all_links_lead_somewhere(docs):
    load(docs)
    dead = docs(
        """return [...document.querySelectorAll("#text a, #contents-list a")].map((a) => a.getAttribute("href"))
          .filter((href) => href.startsWith("#") ? !document.getElementById(decodeURIComponent(href.slice(1)))
            : !["/openapi.yaml", "/docs"].includes(href.split("#")[0]) && !/^https?:/.test(href))"""
    )
    assert dead == []
    twice = docs(
        """const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
        return ids.filter((id, i) => ids.indexOf(id) !== i)"""
    )
    assert twice == []


def test_an_address_with_an_anchor_leads_there(docs):
    load(docs, "/docs#close-codes")
    docs.eventually(
        "Math.abs(document.getElementById('close-codes').getBoundingClientRect().top) < 120"
    )
    docs("location.hash = '#operation-joinroom'")
    docs.eventually(
        "Math.abs(document.getElementById('operation-joinroom').getBoundingClientRect().top) < 120"
    )
    docs.eventually(
        "document.querySelector('#contents-list [aria-current]')?.hash === '#operation-joinroom'"
    )


def test_search_leaves_the_sections_that_have_all_words(docs):
    load(docs)
    count = "document.querySelectorAll('#text section:not([hidden])').length"
    everything = docs(f"return {count}")
    field = docs.driver.find_element("id", "search")
    field.send_keys("PEER-left Replaced")
    docs.eventually(f"{count} < {everything} / 3")
    visible = docs(
        "return [...document.querySelectorAll('#text section:not([hidden])')]"
        ".filter((section) => section.lastElementChild.checkVisibility())"
        ".map((section) => section.textContent.toLowerCase())"
    )
    assert visible and all("peer-left" in text and "replaced" in text for text in visible)
    assert docs("return document.getElementById('found').textContent").startswith(str(len(visible)))
    listed = docs(
        "return [...document.querySelectorAll('#contents-list li:not([hidden])')]"
        ".filter((li) => li.checkVisibility()).length"
    )
    assert 0 < listed <= docs(f"return {count}")
    field.clear()
    field.send_keys("no such words anywhere")
    docs.eventually("document.getElementById('found').textContent === 'No sections fit.'")
    # A link to what the search has hidden ends the search.
    docs("location.hash = '#limits'")
    docs.eventually(f"{count} === {everything}")
    assert field.get_property("value") == ""


def test_a_snippet_is_copied_as_it_is_written(docs):
    load(docs)
    docs.command(
        "Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"]
    )
    docs.undo.callback(docs.command, "Browser.resetPermissions")
    box = "document.getElementById('serverpod').closest('section').querySelectorAll('.code')"
    docs(f"[...{box}].at(-1).querySelector('button').focus()")
    docs.driver.switch_to.active_element.send_keys(Keys.ENTER)
    docs.eventually(f"[...{box}].at(-1).querySelector('button').textContent === 'Copied'")
    copied = docs.browser.run("return navigator.clipboard.readText()")
    assert copied == docs(f"return [...{box}].at(-1).querySelector('pre').textContent")
    assert copied.startswith("const socket = new WebSocket(") and copied.count("\n") > 5


@pytest.mark.parametrize("path", ["/API_DOC.md", "/openapi.yaml"])
def test_where_one_document_fails_the_other_is_shown(docs, path):
    docs.before(
        "const get = window.fetch; window.fetch = (url, ...rest) => "
        f"url === '{path}' ? Promise.resolve(new Response('', {{ status: 503 }})) : get(url, ...rest);"
    )
    load(docs)
    assert "the hub answers 503" in docs("return document.querySelector('.failure').textContent")
    other = "rest-operations" if path == "/API_DOC.md" else "close-codes"
    assert docs("return !!document.getElementById(arguments[0])", other)


def test_hostile_documents_are_shown_as_text(docs):
    hostile = "# <img src=x onerror=alert(1)>\\n\\n[x](javascript:alert(1)) <script>alert(1)</script> `<b>`"
    docs.before(
        "const get = window.fetch; window.fetch = (url, ...rest) => "
        f"url === '/API_DOC.md' ? Promise.resolve(new Response('{hostile}'.replaceAll('\\\\n', '\\n')))"
        " : get(url, ...rest);"
    )
    load(docs)
    assert docs("return document.querySelector('#text h1').textContent") == (
        "<img src=x onerror=alert(1)>"
    )
    assert not docs("return document.querySelector('#text img, #text script, a[href^=javascript]')")
    docs.check()


def test_without_scripts_the_raw_files_are_linked(docs):
    docs.command("Emulation.setScriptExecutionDisabled", value=True)
    docs.undo.callback(docs.command, "Emulation.setScriptExecutionDisabled", value=False)
    docs.open("/docs")
    links = docs.driver.find_elements("css selector", "noscript a")
    assert [link.text for link in links if link.is_displayed()] == ["API_DOC.md", "openapi.yaml"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (1400, 900)])
def test_it_is_readable_in_every_size_and_colour(docs, scheme, width, height):
    docs.size(width, height)
    docs.colours(scheme)
    load(docs)
    docs("for (const details of document.querySelectorAll('details')) details.open = true")
    assert docs.fits()
    assert docs(LOW_CONTRAST) == []
    assert docs(UNNAMED) == []
    docs.check()


def test_on_a_phone_the_contents_fold_away(docs):
    docs.size(360, 740)
    load(docs)
    assert not docs("return document.getElementById('contents').open")
    docs.driver.find_element("css selector", "#contents summary").click()
    docs.driver.find_element("css selector", "#contents a[href='#close-codes']").click()
    docs.eventually("!document.getElementById('contents').open")
    docs.eventually(
        "Math.abs(document.getElementById('close-codes').getBoundingClientRect().top) < 120"
    )


def test_it_works_by_keyboard_alone(docs):
    load(docs)

    def press(*keys):
        ActionChains(docs.driver).send_keys(*keys).perform()

    press(Keys.TAB)
    assert docs("return document.activeElement.className") == "skip"
    press(Keys.ENTER, Keys.TAB)
    assert docs("return !!document.activeElement.closest('#text')")
    docs("document.getElementById('search').focus()")
    press("4429", Keys.TAB, Keys.TAB, Keys.ENTER)
    assert docs("return location.hash.length > 1 && !!document.querySelector(location.hash)")
    docs("document.getElementById('search').select(); document.getElementById('search').focus()")
    press(Keys.DELETE)
    docs("document.querySelector('.response summary').focus()")
    press(Keys.SPACE)
    assert docs("return document.querySelector('.response').open")
