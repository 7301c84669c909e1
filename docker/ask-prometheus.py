#!/usr/bin/env python3
"""ask-prometheus.py ADDRESS DOCKER: whether Prometheus scrapes both streams, has loaded the alert rules of the folder
DOCKER, and answers each query of its Grafana dashboards with data."""
import json
import pathlib
import re
import sys
import urllib.parse
import urllib.request

address, folder = sys.argv[1], pathlib.Path(sys.argv[2])


def ask(path, **parameters):
    with urllib.request.urlopen(f"{address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}") as answer:
        return json.load(answer)["data"]


def queries(node):
    """All Prometheus queries of a dashboard."""
    if isinstance(node, dict):
        if "expr" in node:
            yield node["expr"].replace("$__rate_interval", "1m").replace("$instance", ".*")
        for child in node.values():
            yield from queries(child)
    elif isinstance(node, list):
        for child in node:
            yield from queries(child)


problems = []
up = {target["labels"]["instance"]: target["health"] for target in ask("targets")["activeTargets"]}
for instance in ("stream-1:8080", "stream-2:8080"):
    if up.get(instance) != "up":
        problems.append(f"{instance} is {up.get(instance)}")
rules = [rule for group in ask("rules")["groups"] for rule in group["rules"]]
expected = re.findall(r"- alert: (\w+)", (folder / "prometheus" / "rules.yml").read_text())
if sorted(rule["name"] for rule in rules) != sorted(expected):
    problems.append(f"rules {[rule['name'] for rule in rules]}, not {expected}")
problems += [f"rule {rule['name']} is {rule['health']}: {rule.get('lastError')}" for rule in rules if rule["health"] != "ok"]
asked = 0
for dashboard in sorted(folder.glob("grafana/*.json")):
    for query in queries(json.loads(dashboard.read_text())):
        asked += 1
        if not ask("query", query=query)["result"]:
            problems.append(f"{dashboard.name}: no data for {query}")
for problem in problems:
    print(problem)
print(f"{len(up)} targets, {len(rules)} rules, {asked} queries of the dashboards answered, {len(problems)} problems")
sys.exit(bool(problems))
