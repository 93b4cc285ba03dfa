#!/usr/bin/env python3
"""Exports a finished sweep from a running platform's REST API as a compact file of learning curves.

export_curves.py URL SWEEP_ID SWEEP_FILE COMMIT > curves-NAME.json
"""
import json
import sys
import urllib.request


def get(path):
    with urllib.request.urlopen(f"{url}/api/v1/{path}") as answer:
        return json.load(answer)


def rounded(values, digits):
    return [None if value is None else float(f"{value:.{digits}g}") for value in values]


url, sweep_id, sweep_file, commit = sys.argv[1:]
sweep = get(f"sweeps/{sweep_id}")["sweep"]
spec = sweep["spec"]
trials = []
for run in sorted(get(f"sweeps/{sweep_id}/trials")["items"], key=lambda run: run["number"]):
    events = get(f"trials/{run['id']}/events?limit=10000")["items"]
    started = next(event["data"] for event in events if event["type"] == "trial_started")
    epochs = [event["data"] for event in events if event["type"] == "epoch_completed"]
    seconds = []
    for epoch in epochs:
        h, m, s = epoch["elapsed"].split(":")
        seconds.append(3600 * int(h) + 60 * int(m) + float(s))
    trials.append({
        "number": run["number"] - 1,  # the search counts from 0
        "parameters": run["parameters"],
        "state": run["status"],
        "validation_loss": rounded([epoch["validationLoss"] for epoch in epochs], 6),
        "validation_accuracy": rounded([epoch["metrics"]["validation_accuracy"] for epoch in epochs], 5),
        "seconds": rounded(seconds, 4),
    })
environment = started["environment"]
head = {
    "name": spec["name"], "data": spec["data"], **spec["objective"], "epochs": spec["epochs"],
    "provenance": {
        "sweep": sweep_file, "version": environment["codeVersion"], "commit": commit, "date": sweep["createdAt"][:10], "libtorch": environment["libtorch"],
        "blas": environment["blas"], "threads": environment["threads"], "cpu": environment["cpu"], "dataDigest": started["dataDigest"],
    },
    "fixed": spec["fixed"], "space": spec["space"],
}
print(json.dumps(head)[:-1] + ', "trials": [')
print(",\n".join(json.dumps(trial, separators=(",", ":")) for trial in trials))
print("]}")
