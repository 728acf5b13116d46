"""Checks a bundle of a review by itself: python verify_bundle.py FILE.review.zip. Python's standard library only."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any


def sha(value: Any) -> str:
    if not isinstance(value, bytes):
        value = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        value = value.encode("utf-8", "surrogatepass")
    return hashlib.sha256(value).hexdigest()


def problems(path: str) -> Iterator[str]:
    with zipfile.ZipFile(path) as bundle:
        manifest = json.loads(bundle.read("MANIFEST.json"))
        for name, said in sorted(manifest["sha256"].items()):
            if sha(bundle.read(name)) != said or (name.startswith("files/") and name[6:] != said):
                yield f"{name} is not what was written"
        chains: dict[str, list[Any]] = defaultdict(list)
        for event in map(json.loads, bundle.open("events.jsonl")):
            chains[event["writer"]].append(event)
        heads, imports = {}, {}
        digests: dict[str, Any] = defaultdict(hashlib.sha256)
        for writer, chain in sorted(chains.items()):
            before = "0" * 64
            for seq, event in enumerate(sorted(chain, key=lambda event: event["seq"]), 1):
                content = {key: event[key] for key in event if key != "hash" and (key != "tick" or event[key])}
                if event["seq"] != seq or event["prev"] != before or sha(content) != event["hash"]:
                    yield f"event {seq} of {writer} was changed, or does not follow from the one before"
                before = event["hash"]
                if event["kind"] == "records.imported" and event["payload"]["added"]:
                    imports[event["id"]] = event["payload"]
            heads[writer] = [len(chain), before]
        if heads != manifest["heads"]:
            yield "the chains do not end where the manifest says"
        for record in map(json.loads, bundle.open("records.jsonl")):
            content = {key: record[key] for key in record if key != "hash"}
            if sha({**content, "raw": sha(base64.b64decode(record["raw"]))}) != record["hash"]:
                yield f"record {record['id']} was changed"
            digests[record["imported"]].update(record["hash"].encode())
        for event_id, payload in imports.items():
            if digests[event_id].hexdigest() != payload["digest"]:
                yield f"the records of the import of {payload['file']} are not those that came"


if __name__ == "__main__":
    found = list(problems(sys.argv[1]))
    print("\n".join(found) or "Whole: every chain, record and file is what was written.")
    sys.exit(bool(found))
