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
    return hashlib.sha256(value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")).hexdigest()


def problems(path: str) -> Iterator[str]:
    with zipfile.ZipFile(path) as bundle:
        manifest = json.loads(bundle.read("MANIFEST.json"))
        for name in sorted({*manifest["sha256"], *bundle.namelist()} - {"MANIFEST.json"}):
            said = manifest["sha256"].get(name)
            if sha(bundle.read(name)) != said or (name.startswith("files/") and name[6:] != said):
                yield f"{name} is not what was written"
        heads, imports, digests = dict[str, Any](), dict[str, Any](), defaultdict[str, Any](hashlib.sha256)
        events = map(json.loads, bundle.open("events.jsonl"))
        for event in sorted(events, key=lambda event: (event["writer"], event["seq"])):
            seq, before = heads.get(event["writer"], [0, "0" * 64])
            content = {key: event[key] for key in event if key != "hash" and (key != "tick" or event[key])}
            place = [seq + 1, before, manifest["review"], sha(content)]
            if place != [event["seq"], event["prev"], event["review"], event["hash"]]:
                yield f"event {event['seq']} of {event['writer']} was changed, or does not follow from the one before"
            heads[event["writer"]] = [event["seq"], event["hash"]]
            if event["kind"] == "records.imported" and event["payload"]["added"]:
                imports[event["id"]] = event["payload"]
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
    found: list[str] = []
    try:
        found.extend(problems(sys.argv[1] if sys.argv[1:] else "FILE.review.zip"))
    except Exception as error:  # a damaged file can fail in any way
        found.append(f"It cannot be read as a bundle: {type(error).__name__}, {error}")
    print("\n".join(found) or "Whole: every chain, record and file is what was written.")
    sys.exit(bool(found))
