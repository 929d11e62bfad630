"""The parts of the pages that need no page: readers of event streams, Markdown and YAML, and orders."""

import json

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from hubtest.hub import ROOT
from hubtest.served import run_module

API = (ROOT / "API_DOC.md").read_text()
OPENAPI = (ROOT / "openapi.yaml").read_text()

STREAM = (
    '\ufeff: a comment\r\n\r\nevent: overview\r\ndata: {"a":1}\r\n\r\n'
    "data: first\ndata:second\n\n"
    "event: timeline\rdata:  two spaces\rid: 7\rretry: 10\r\r"
    "event: nothing\n\nunknown\ndata\n\ndata: größer 😀\n\n:heartbeat\n\ndata: cut off"
)
EVENTS = [
    {"type": "overview", "data": '{"a":1}'},
    {"type": "message", "data": "first\nsecond"},
    {"type": "timeline", "data": " two spaces"},
    {"type": "message", "data": ""},
    {"type": "message", "data": "größer 😀"},
]


def test_events_are_read_alike_however_the_stream_is_split(tmp_path):
    results = run_module(
        tmp_path,
        """
        import { EventStreamParser } from "./inspect-sse.js";
        const bytes = new TextEncoder().encode(input);
        const read = (...pieces) => {
          const parser = new EventStreamParser();
          const decoder = new TextDecoder();
          return pieces.flatMap((piece) => parser.push(decoder.decode(piece, { stream: true })));
        };
        const results = new Set();
        for (let i = 0; i <= bytes.length; i++) {
          for (const j of [i, i + 1, i + 2, i + 7]) {
            results.add(JSON.stringify(read(bytes.slice(0, i), bytes.slice(i, j), bytes.slice(j))));
          }
        }
        results.add(JSON.stringify(read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))));
        output([...results].map((text) => JSON.parse(text)));""",
        STREAM,
    )
    assert results == [EVENTS]


def events(*kinds):
    return [
        {"n": n, "kind": kind.rstrip("!"), "from": n % 2, "delivered": "!" not in kind}
        for n, kind in enumerate(kinds)
    ]


RUNS = [
    ([], []),
    (["offer"] + ["candidate"] * 3, [[0], [1], [2], [3]]),
    (["offer"] + ["candidate"] * 4 + ["answer"], [[0], [1, 2, 3, 4], [5]]),
    (["candidate"] * 5, [[0, 1, 2, 3, 4]]),
    (["candidate"] * 4 + ["candidate!"] + ["candidate"] * 2, [[0, 1, 2, 3], [4], [5], [6]]),
    (["candidate"] * 4 + ["report"] + ["candidate"] * 4, [[0, 1, 2, 3], [4], [5, 6, 7, 8]]),
]


def test_long_runs_of_candidates_are_folded_but_for_those_that_were_not_delivered(tmp_path):
    found = run_module(
        tmp_path,
        """
        import { foldCandidates } from "./inspect-model.js";
        output(input.map((events) =>
          foldCandidates(events).map(({ run, event }) => (run ?? [event]).map(({ n }) => n))));""",
        [events(*kinds) for kinds, _ in RUNS],
    )
    assert found == [steps for _, steps in RUNS]


def test_rooms_stand_by_their_last_event_and_those_that_are_gone_below(tmp_path):
    def room(name, at, gone=None):
        return {
            "roomId": name,
            "lastEventAt": at,
            "createdAt": "2026-01-01T00:00:00Z",
            "goneAt": gone,
        }

    rooms = [
        room("old", "2026-01-02T15:00:00Z"),
        room("gone", "2026-01-02T15:09:00Z", "2026-01-02T15:09:00Z"),
        room("silent", None),
        room("new", "2026-01-02T15:08:00Z"),
        room("Caf\u00e9 Table", "2026-01-02T15:01:00Z"),
    ]
    script = """
        import { arrangeRooms } from "./inspect-model.js";
        output(input.filters.map((filter) => arrangeRooms(input.rooms, filter).map(({ roomId }) => roomId)));"""
    filters = ["", "  ", "O", "cafe\u0301 tab", "nothing"]
    assert run_module(tmp_path, script, {"rooms": rooms, "filters": filters}) == [
        ["new", "Caf\u00e9 Table", "old", "silent", "gone"],
        ["new", "Caf\u00e9 Table", "old", "silent", "gone"],
        ["old", "gone"],
        ["Caf\u00e9 Table"],
        [],
    ]


def test_pairs_with_trouble_stand_first(tmp_path):
    pairs = [
        {
            "between": [i, i + 1],
            "verdict": {"level": level},
            "events": [{"at": f"2026-01-02T15:0{i}:00Z"}],
        }
        for i, level in enumerate(["good", "neutral", "bad", "warning", "bad", "unheard-of"])
    ]
    script = """
        import { arrangePairs } from "./inspect-model.js";
        output(arrangePairs(input).map(({ between }) => between[0]));"""
    assert run_module(tmp_path, script, pairs) == [4, 2, 3, 5, 1, 0]


def test_a_room_s_address_leads_back_to_it(tmp_path):
    script = """
        import { readHash, writeHash } from "./inspect-model.js";
        output(input.map((name) => [readHash(writeHash(name)), readHash(writeHash(name, "3-4", 17))]));"""
    names = ["tour", "chat/5b1e", "a&b=c#d?", "100%", "é😀 \u202ex", "+1 2"]
    assert run_module(tmp_path, script, names) == [
        [
            {"room": name, "pair": None, "event": None},
            {"room": name, "pair": "3-4", "event": 17},
        ]
        for name in names
    ]


def test_an_address_that_is_none_leads_to_no_event(tmp_path):
    script = """
        import { readHash } from "./inspect-model.js";
        output(input.map((hash) => readHash(hash)));"""
    hashes = ["", "#", "#room=", "#room=%", "#room=a&event=1x&pair=", "#event=3"]
    found = run_module(tmp_path, script, hashes)
    assert [one["room"] for one in found] == [None, None, None, "%", "a", None]
    assert [one["event"] for one in found] == [None, None, None, None, None, 3]


def test_spans_of_time_and_sizes_are_written_in_two_units(tmp_path):
    script = """
        import { age, duration, size } from "./inspect-words.js";
        output([input.map(duration), input.map(age), input.map(size)]);"""
    values = [0, 999, 1500, 61_000, 3_700_000, 200_000_000]
    assert run_module(tmp_path, script, values) == [
        ["0 ms", "999 ms", "1.5 s", "1 min 1 s", "1 h 1 min", "2 d 7 h"],
        ["0 s", "0 s", "1 s", "1 min 1 s", "1 h 1 min", "2 d 7 h"],
        ["0 B", "999 B", "1.5 kB", "61.0 kB", "3.7 MB", "200.0 MB"],
    ]


# Markdown


def inline(node):
    """The inline tokens of markdown-it as the page's reader has them."""
    found = []
    for child in node.children:
        if child.type in ("text", "softbreak"):
            text = child.content if child.type == "text" else "\n"
            if found and found[-1]["type"] == "text":
                found[-1]["text"] += text
            elif text:
                found.append({"type": "text", "text": text})
        elif child.type == "code_inline":
            found.append({"type": "code", "text": child.content})
        elif child.type == "link":
            found.append({"type": "link", "href": child.attrs["href"], "children": inline(child)})
        else:
            kind = {"strong": "strong", "em": "emphasis"}[child.type]
            found.append({"type": kind, "children": inline(child)})
    return found


def blocks(node):
    """The blocks of markdown-it as the page's reader has them, without the names of headings."""
    return [block(child) for child in node.children]


def block(node):
    content = node.children[0] if node.children else None
    if node.type == "heading":
        return {"type": "heading", "level": int(node.tag[1]), "children": inline(content)}
    if node.type == "paragraph":
        return {"type": "paragraph", "children": inline(content)}
    if node.type == "fence":
        return {"type": "code", "language": node.info, "text": node.content.removesuffix("\n")}
    if node.type == "hr":
        return {"type": "break"}
    if node.type in ("bullet_list", "ordered_list"):
        return {
            "type": "list",
            "ordered": node.type == "ordered_list",
            "start": node.attrs.get("start", 1),
            "items": [blocks(item) for item in node.children],
        }
    assert node.type == "table", node.type
    head, *body = node.children
    cells = head.children[0].children
    styles = [cell.attrs.get("style", "text-align:").removeprefix("text-align:") for cell in cells]
    return {
        "type": "table",
        "alignments": [style or None for style in styles],
        "head": [inline(cell.children[0]) for cell in cells],
        "rows": [
            [inline(cell.children[0]) for cell in row.children]
            for part in body
            for row in part.children
        ],
    }


def expected(source):
    return blocks(SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(source)))


def read_markdown(folder, *sources):
    script = """
        import { parseMarkdown } from "./docs-markdown.js";
        const strip = ({ slug, ...block }) =>
          block.type === "list" ? { ...block, items: block.items.map((item) => item.map(strip)) } : block;
        output(input.map((source) => parseMarkdown(source).map(strip)));"""
    return run_module(folder, script, sources)


def test_the_document_is_read_as_commonmark_reads_it(tmp_path):
    (found,), wanted = read_markdown(tmp_path, API), expected(API)
    for ours, theirs in zip(found, wanted, strict=True):
        assert ours == theirs
    kinds = [one["type"] for one in found]
    assert kinds.count("table") > 20 and kinds.count("code") > 30 and kinds.count("heading") > 30


EXAMPLES = [
    "# A `code` *heading* #\n\ntext\nmore\n## Next\n###### Six\n####### no heading\n#none",
    "- one\n- two\n  goes on\nand on\n\n  a paragraph\n  - inner\n    ```js\n    x\n    ```\n- three\n\nend",
    "1. one\n2. two\n3. three `a\n   b`\n\n7) seven\n8) eight",
    "text\n- a list at once\n\ntext\n2. no list\n\n* * *\n\n***\n---",
    "| a | b | c |\n|:--|:-:|--:|\n| `x \\| y` | **z** | |\n| one |\n| 1 | 2 | 3 | 4 |\nlast | row\n\nend",
    "no | table\n\na | b\n-- | --\n1 | 2\n# heading",
    "```js\n```` no end\n~~~\n```\n~~~~\n```\n~~~~\n```\nopen to the end",
    "a *b* _c_ **d** __e__ snake_case_name 2*3*4 * x * **f *g* h** `*i*` ``a`b`` ` `` `",
    "[a](b) [`c`](#d) [e *f*](<g>) [i](j(k)l) [no] (link) [open](  [x](y) <https://example.org/?a=b>",
    "\\* \\[x\\](y) \\` \\\\ \\a `\\*` [a\\]b](c)",
    "**bold [link](x) `**` end** and *it `*` s*",
    "   # three spaces\n\n  - two\n\n    text of two\n- back",
]


def test_markdown_is_read_as_commonmark_reads_it(tmp_path):
    for source, found in zip(EXAMPLES, read_markdown(tmp_path, *EXAMPLES), strict=True):
        assert found == expected(source), source


def test_headings_are_named_as_on_github(tmp_path):
    script = """
        import { slugger } from "./docs-markdown.js";
        const name = slugger();
        output(input.map((text) => name(text)));"""
    headings = [
        "Close codes",
        "Node ws",
        "Socket.IO",
        "CORS & origins: a_b",
        "Close codes",
        "Größe",
        "a - b",
    ]
    names = [
        "close-codes",
        "node-ws",
        "socketio",
        "cors--origins-a_b",
        "close-codes-1",
        "größe",
        "a---b",
    ]
    assert run_module(tmp_path, script, headings) == names


# YAML

READ_YAML = """
    import { parseYAML } from "./docs-yaml.js";
    output(input.map((source) => {
      try {
        return { value: parseYAML(source) };
      } catch (error) {
        return { error: error.message };
      }
    }));"""


def test_the_description_is_read_as_another_reader_reads_it(tmp_path):
    (found,) = run_module(tmp_path, READ_YAML, [OPENAPI])
    assert found == {"value": json.loads(json.dumps(yaml.safe_load(OPENAPI)))}


SAMPLES = [
    "a: 1\nb: -2.5\nc: true\nd: null\ne: ~\nf:\ng: text # a comment\nh: a#b\ni: 'it''s'\n",
    'a: "\\u00e9\\n\\x41\\"\\\\"\nb: "x: y # z"\nc: \'{not: flow}\'\n\'d e\': []\n"200": {$ref: "#/a/b"}\n',
    "- a\n- b: 1\n  c:\n  - x\n  - y: [1, two, {z: 3}]\n-\n  - nested\n- - twice\n  - again\n",
    "a: >-\n  one\n  two\n\n\n  three\n    indented\n  four\n\nb: |\n  x\n   y\n\n  z\n\nc: >\n  end\n",
    "d: |+\n  keep\n\ne: |-\n  cut\n\nf: >\n\n  first\n",
    "a: plain\n  goes on\n  and on\nb: http://x/y?z=1\n/path/{id}: {}\nc: -x\n",
    "# a comment\n\n---\na: [1,\n  2, # two\n  {b: 'c, d'}]\nb:\n    deep:\n        deeper: 1\n    back: 2\n",
]
MISTAKES = [
    ("a: 1\nb: *alias\n", 2),
    ("a: 1\na: 2\n", 2),
    ("a:\n\tb: 1\n", 2),
    ("a: [1, 2\nb: 3", 2),
    ("a: 'open\n", 1),
    ("a: 1\n  b: 2\n", 2),
    ("a:\n    b: 1\n  c: 2\n", 3),
    ('a: "x" y\n', 1),
]


def test_yaml_is_read_as_another_reader_reads_it(tmp_path):
    for source, found in zip(SAMPLES, run_module(tmp_path, READ_YAML, SAMPLES), strict=True):
        assert found == {"value": yaml.safe_load(source)}, source


def test_what_is_not_read_is_told_with_its_line(tmp_path):
    found = run_module(tmp_path, READ_YAML, [source for source, _ in MISTAKES])
    for (source, line), answer in zip(MISTAKES, found, strict=True):
        assert answer.get("error", "").startswith(f"line {line}:"), (source, answer)
