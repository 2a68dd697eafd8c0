#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The site: site.py BUILD [FACTS] writes the pages of the repository to BUILD/site/pages, and with MkDocs to BUILD/site/html.

Each page stays where it is read in the repository; this script copies it, rewrites its links, and adds the reference, the
cases and the pictures. FACTS is the program made of facts.cpp. Without it only the pages are written."""

import json
import os
import pathlib
import re
import subprocess
import sys

import check_links
import pictures
import reference

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGES = {
    "README.md": "index.md",
    ".github/GUIDE.md": "guide.md",
    ".github/HEADERS.md": "reference/index.md",
    ".github/PUBLIC_NAMES.md": "reference/names.md",
    "conformance/packaging/README.md": "install.md",
    "conformance/README.md": "suite/index.md",
    "conformance/SPEC.md": "suite/rules.md",
    "conformance/traces/README.md": "suite/traces.md",
    "conformance/inspect/README.md": "suite/inspect.md",
    "conformance/bad/README.md": "suite/mutants.md",
    "conformance/field/README.md": "suite/scoreboard.md",
    "fuzz/README.md": "fuzz/index.md",
    "fuzz/examples/README.md": "fuzz/examples.md",
    "bench/README.md": "benchmarks.md",
    "reference-impls/README.md": "programs/index.md",
    "reference-impls/PROMISES.md": "programs/promises.md",
    "reference-impls/adapters/README.md": "programs/adapters.md",
    "reference-impls/wireshark/README.md": "programs/wireshark.md",
    ".github/CHANGELOG.md": "project/changes.md",
    ".github/STABILITY.md": "project/stability.md",
    ".github/CONTRIBUTING.md": "project/contributing.md",
    ".github/SECURITY.md": "project/security.md",
    ".github/README.zh.md": "zh/index.md",
    ".github/GUIDE.zh.md": "zh/guide.md",
    ".github/HEADERS.zh.md": "zh/headers.md",
    "LICENSE": "project/license.md",
}
SLUGIFY = "@slugify@"  # in place of what JSON cannot say
COOKBOOK = "reference-impls/cookbook"
NAV = {
    "Start": ["index.md", "install.md"],
    "Guide": ["guide.md"],
    "Cookbook": [],
    "Reference": ["reference/index.md", "reference/names.md"],
    "Suite": ["suite/index.md", "suite/rules.md", "suite/scoreboard.md", "suite/inspect.md", "suite/traces.md", "suite/mutants.md",
              "fuzz/index.md", "fuzz/examples.md"],
    "Benchmarks": ["benchmarks.md"],
    "Programs": ["programs/index.md", "programs/adapters.md", "programs/promises.md", "programs/wireshark.md"],
    "Project": ["project/changes.md", "project/stability.md", "project/contributing.md", "project/security.md"],
    "中文": ["zh/index.md", "zh/guide.md", "zh/headers.md"],
}  # fmt: skip
LANGUAGES = {".cpp": "cpp", ".hpp": "cpp", ".py": "python", ".lua": "lua", ".cmake": "cmake", ".sh": "sh", ".js": "js"}


def all_pages():
    pages = dict(PAGES)
    for page in sorted((ROOT / COOKBOOK).glob("*.md")):
        name = "index.md" if page.name == "README.md" else page.name
        if ".zh" in page.suffixes:
            name = "../zh/cookbook/" + ("index.md" if page.name == "README.zh.md" else page.name.replace(".zh", ""))
        pages[f"{COOKBOOK}/{page.name}"] = os.path.normpath("cookbook/" + name)
    return pages


class site:
    def __init__(self, folder, facts):
        self.folder = folder
        self.facts = facts
        self.pages = all_pages()
        self.sources = {}  # the page of each source that a page links to
        self.problems = []

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def address(self, target):
        """Where the site has a file of the repository; None where it has not."""
        name = os.path.relpath(target, ROOT)
        if target.is_dir():
            if name == "include/cleave/protocols":
                return "reference/protocols/generic.md"
            if name.startswith("include"):
                return "reference/index.md"
            return self.pages.get(f"{name}/README.md")
        if name in self.pages:
            return self.pages[name]
        if name.startswith("include/cleave/") and "/detail/" not in name and target.name != "cleave.hpp":
            return "reference/" + name[len("include/cleave/") :].replace(".hpp", ".md")
        if target.suffix in (".png", ".svg"):
            (self.folder / "pictures").mkdir(parents=True, exist_ok=True)
            (self.folder / "pictures" / target.name).write_bytes(target.read_bytes())
            return "pictures/" + target.name
        if target.is_file():
            self.sources[name] = f"source/{name}.md"
            return self.sources[name]
        return None

    def linked(self, text, page, name):
        """The text of a page with its links changed to what the site has. page: its place in the repository."""

        def change(link):
            shown, target = link[1], link[2]
            if re.match(r"[a-z]+:|#|/", target):
                return link[0]
            path, _, anchor = target.partition("#")
            there = self.address(pathlib.Path(os.path.normpath(page.parent / path)))
            if there is None:
                if link[0].startswith("!") or not (page.parent / path).exists():
                    self.problems.append(f"{page.relative_to(ROOT)}: no page for {target}")
                return shown[1:-1]
            return shown + "(" + os.path.relpath(there, os.path.dirname(name) or ".") + ("#" + anchor if anchor else "") + ")"

        return re.sub(r"(\[(?:!\[[^\]]*\]\([^)]*\)|[^\[\]]|\[[^\]]*\])*\])\(([^()\s]+)\)", change, text)

    def markdown(self, text, page, name):
        """A page of the repository as MkDocs wants it: lists stand apart, blocks of code stay as they are."""
        out, is_code, before = [], False, ""
        for line in text.split("\n"):
            if line.lstrip().startswith("```"):
                is_code = not is_code
            elif not is_code and not line.startswith("    "):
                line = re.sub(r"!\[([^\]]*)\]\(([^)]*)\)", lambda m: self.image(m, page, name), line)
                is_item, was_item = (re.match(r"\s*([-*]|\d+\.) ", one) for one in (line, before))
                if (is_item and before.strip() and not was_item and not before.startswith(" ")) or (
                    line.startswith("|") and before.strip() and not before.startswith("|")):  # fmt: skip
                    out.append("")
                if re.match(r"  \S", line) and not is_item:
                    line = "  " + line  # the rest of an item
            out.append(line)
            before = line
        blocks = re.split(r"(^ *```.*?^ *```$)", "\n".join(out), flags=re.M | re.S)
        return "".join(block if block.lstrip().startswith("```") else self.linked(block, page, name) for block in blocks)

    def image(self, found, page, name):
        there = self.address(pathlib.Path(os.path.normpath(page.parent / found[2])))
        return f"![{found[1]}](/{there})" if there else found[0]

    def write_pages(self):
        for page, name in self.pages.items():
            text = (ROOT / page).read_text(encoding="utf-8")
            if page == "LICENSE":
                text = f"# License\n\n```text\n{text}```\n"
            text = self.markdown(text, ROOT / page, name)
            if page == "conformance/SPEC.md":
                text = self.rules(text)
            text = re.sub(r"\]\(/(pictures/[^)]+)\)", lambda m: "](" + os.path.relpath(m[1], os.path.dirname(name) or ".") + ")", text)
            self.write(name, self.illustrated(name, text))

    def illustrated(self, name, text):
        """With the pictures that belong to a page, above its second heading."""
        shown = self.pictures_of(name)
        at = text.find("\n## ")
        return text if not shown or at < 0 else text[:at] + "\n\n" + "\n\n".join(shown) + "\n" + text[at:]

    def pictures_of(self, name):
        if name == "project/contributing.md":
            return [pictures.house((ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8"))]
        if name == "suite/rules.md":
            return [pictures.upload((ROOT / "conformance/traces/server/put-reply.trace").read_text(encoding="utf-8"))]
        if name in ("guide.md", "zh/guide.md") and self.facts:
            return [pictures.cut_and_glued(self.facts)]
        return []

    def cases(self):
        """{folder: [(id, about, rules, text)]} of all cases."""
        found = {}
        for path in sorted((ROOT / "conformance/traces").rglob("*.trace")):
            text = path.read_text(encoding="utf-8")
            head = dict(re.findall(r"^(\w+): (.*)$", text.split("\n--\n")[0], re.M))
            found.setdefault(path.parent.name, []).append((path.stem, head.get("about", ""), re.findall(r"[A-Z]+(?:-[A-Z]+)*-\d+", head.get("req", "")), text))
        return found

    def rules(self, text):
        """SPEC.md with the cases of each rule."""
        of_rule = {}
        for folder, cases in self.cases().items():
            for case, _, rules, _ in cases:
                for rule in rules:
                    of_rule.setdefault(rule, []).append(f"[{case}]({folder}-cases.md#{case})")

        def with_cases(line):
            shown = of_rule.get(line[1], [])
            more = f" and {len(shown) - 4} more" if len(shown) > 4 else ""
            tail = f" <small>Cases: {', '.join(shown[:4])}{more}.</small>" if shown else ""
            return f'- <a id="{line[1].lower()}"></a>**{line[1]}**{line[2]}{tail}'

        text = re.sub(r"^- \*\*([A-Z]+(?:-[A-Z]+)*-\d+)\*\*(.*)$", with_cases, text, flags=re.M)
        return text.replace("-cases.md#", "-cases.md#case-")

    def write_cases(self):
        names = []
        for folder, cases in self.cases().items():
            out = [f"# Cases: {folder}", "", f"The suite has {len(cases)} cases in this group. [Traces](traces.md) explains the notation.", ""]
            for case, about, rules, text in cases:
                links = ", ".join(f"[{rule}](rules.md#{rule.lower()})" for rule in rules)
                about = about.replace("<", "&lt;").replace("*", r"\*").replace("_", r"\_")
                out += [f'<a id="case-{case}"></a>', "", f"**{case}** {about} {links}", "", f"```text\n{text.rstrip()}\n```", ""]
            names.append(f"suite/{folder}-cases.md")
            self.write(names[-1], "\n".join(out))
        return names

    def uses(self):
        """{name of a class: [(title, page)]} of the guide's and the cookbook's samples."""
        found = {}
        for page, name in self.pages.items():
            if name in ("index.md", "guide.md") or name.startswith("cookbook/") and name != "cookbook/index.md":
                text = (ROOT / page).read_text(encoding="utf-8")
                title = "First program" if name == "index.md" else re.search(r"^# (.*)$", text, re.M)[1]
                code = "\n".join(re.findall(r"^```cpp\n(.*?)^```$", text, re.M | re.S))
                for word in set(re.findall(r"\b\w+\b", code)):
                    found.setdefault(word, []).append((title, name))
        return found

    def write_reference(self):
        names, uses = [], self.uses()
        for header, path in reference.headers(ROOT):
            top, entities = reference.read(path)
            self.problems += [f"no comment: {one}" for one in reference.without_comment(header, entities)]
            name = "reference/" + header.replace(".hpp", ".md")
            near = {word: [(title, os.path.relpath(to, os.path.dirname(name))) for title, to in pages] for word, pages in uses.items()}
            text = reference.page(header, top, entities, near)
            for reader in ("frame_reader", "frame_buffer", "frame_decoder"):
                if header == reader + ".hpp" and self.facts:
                    text = self.illustrated_after(text, pictures.state_diagram(reader, self.facts))
            if header == "layout.hpp" and self.facts:
                text = self.illustrated_after(text, "\n\n".join(self.layouts()))
            self.write(name, text)
            names.append(name)
        return names

    def layouts(self):
        for row in self.facts:
            if row.startswith("layout "):
                _, name, *sizes = row.split()
                offset, width, gap, trailer = map(int, sizes[:4])
                parts = [("leading bytes", offset)] * (offset > 0) + [("length", width)] + [("more header", gap)] * (gap > 0)
                yield pictures.layout_bytes(name, [*parts, ("payload", 0), *[("trailer", trailer)] * (trailer > 0)])

    def illustrated_after(self, text, picture):
        at = text.find("\n## ")
        return text[:at] + "\n" + picture + "\n" + text[at:]

    def write_sources(self):
        for source, name in self.sources.items():
            text = (ROOT / source).read_text(encoding="utf-8")
            fence = "````" if "```" in text else "```"
            self.write(name, f"# {source}\n\n{fence}{LANGUAGES.get(pathlib.Path(source).suffix, 'text')}\n{text.rstrip()}\n{fence}\n")

    def write_all(self):
        self.write_pages()
        nav = {part: list(pages) for part, pages in NAV.items()}
        nav["Reference"] += self.write_reference()
        nav["Suite"] += self.write_cases()
        nav["Cookbook"] = sorted((n for n in self.pages.values() if n.startswith("cookbook/")), key=lambda n: (n != "cookbook/index.md", n))
        nav["中文"] += sorted(n for n in self.pages.values() if n.startswith("zh/cookbook/"))
        self.write_sources()
        (self.folder / "site.css").write_bytes((ROOT / ".site/site.css").read_bytes())
        return [{part: pages} for part, pages in nav.items()]


def config(pages, html, nav):
    def palette(scheme, toggle, other):
        return {"scheme": scheme, "primary": "indigo", "accent": "indigo", "media": f"(prefers-color-scheme: {toggle})",
                "toggle": {"icon": "material/weather-" + ("night" if toggle == "light" else "sunny"), "name": f"Use the {other} colours"}}  # fmt: skip

    return {
        "site_name": "cleave", "docs_dir": str(pages), "site_dir": str(html), "nav": nav, "use_directory_urls": False,
        "theme": {"name": "material", "font": False, "features": ["navigation.tabs", "navigation.top", "search.suggest", "search.highlight", "content.code.annotate"],
                  "palette": [palette("default", "light", "dark"), palette("slate", "dark", "light")]},
        "extra_css": ["site.css"], "extra": {"generator": False},
        "plugins": [{"search": {"lang": "en", "separator": r"[\s\-,:!=\[\]()\"/]+|\.(?!\d)|&[lg]t;"}}],
        "markdown_extensions": ["tables", "attr_list", "md_in_html", {"toc": {"permalink": True, "slugify": SLUGIFY}}, "pymdownx.superfences",
                                {"pymdownx.highlight": {"use_pygments": True}}],
        "strict": True,
    }  # fmt: skip


def main():
    build = pathlib.Path(sys.argv[1]).resolve() / "site"
    facts = subprocess.run(sys.argv[2:3], capture_output=True, text=True, check=True).stdout.splitlines() if sys.argv[2:] else []
    subprocess.run(["rm", "-rf", build / "pages", build / "html"], check=True)
    made = site(build / "pages", facts)
    nav = made.write_all()
    if facts:
        settings = config(build / "pages", build / "html", nav)
        function = "!!python/name:markdown.extensions.toc.slugify_unicode ''"  # keeps the Chinese of headings
        (build / "mkdocs.yml").write_text(json.dumps(settings).replace(f'"{SLUGIFY}"', function), encoding="utf-8")
        ran = subprocess.run(["mkdocs", "build", "--quiet", "--config-file", build / "mkdocs.yml"], check=False)
        made.problems += [f"mkdocs: exit code {ran.returncode}"] * (ran.returncode != 0) + check_links.problems(build / "html")
    for problem in made.problems:
        print(problem)
    return 1 if made.problems else 0


if __name__ == "__main__":
    sys.exit(main())
