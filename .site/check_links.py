# SPDX-License-Identifier: MIT
"""Links of the built site: every page and anchor that is linked is there, and nothing is loaded from elsewhere."""

import html.parser
import os
import pathlib
import urllib.parse


class parser(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.links, self.loaded = set(), [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids |= {attributes[key] for key in ("id", "name") if attributes.get(key)}
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        for key in ("src", "href"):
            if tag in ("script", "img", "link", "iframe", "source", "use") and attributes.get(key) and attributes.get("rel") != "canonical":
                self.loaded.append(attributes[key])


def parsed(path):
    page = parser()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def problems(folder):
    """What is wrong with the links of all pages of a folder."""
    pages = {path: parsed(path) for path in sorted(pathlib.Path(folder).rglob("*.html"))}
    found = []
    for path, page in pages.items():
        shown = path.relative_to(folder)
        for link in page.loaded:
            target = urllib.parse.urlparse(link)
            if target.scheme not in ("", "data") or target.netloc:
                found.append(f"{shown}: loads {link}")
            elif not target.scheme and target.path and path.name != "404.html" and not (path.parent / urllib.parse.unquote(target.path)).exists():
                found.append(f"{shown}: loads {link}, which is not there")
        for link in page.links if path.name != "404.html" else []:
            target = urllib.parse.urlparse(link)
            if target.scheme or target.netloc:
                continue
            there = pathlib.Path(os.path.normpath(path.parent / urllib.parse.unquote(target.path))) if target.path else path
            there = there / "index.html" if there.is_dir() else there
            if not there.exists():
                found.append(f"{shown}: dead link {link}")
            elif target.fragment and there in pages and urllib.parse.unquote(target.fragment) not in pages[there].ids:
                found.append(f"{shown}: dead anchor {link}")
    return found
