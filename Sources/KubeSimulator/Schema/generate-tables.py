#!/usr/bin/env python3
"""Derives the simulator's compact tables of built-in kinds from recorded discovery and OpenAPI documents.

usage: generate-tables.py CONFORMANCE_DIR/kubeapi   (writes the two *.generated.swift files next to this script)
"""
import gzip, json, os, sys

source, here = sys.argv[1], os.path.dirname(os.path.abspath(__file__))
definitions = json.load(gzip.open(f"{source}/openapi/v2.json.gz"))["definitions"]
PREFIXES = [("io.k8s.apimachinery.pkg.apis.meta.", "meta."), ("io.k8s.apiextensions-apiserver.pkg.apis.", ""),
            ("io.k8s.kube-aggregator.pkg.apis.", ""), ("io.k8s.api.", "")]
LEAF = {"io.k8s.apimachinery.pkg.api.resource.Quantity": "q", "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "T",
        "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "t", "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "x",
        "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "*", "io.k8s.apimachinery.pkg.runtime.RawExtension": "*",
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "*"}
OR = {"JSONSchemaPropsOrArray": "*", "JSONSchemaPropsOrBool": "*", "JSONSchemaPropsOrStringArray": "*"}


def short(name):
    for prefix, replacement in PREFIXES:
        if name.startswith(prefix):
            return replacement + name[len(prefix):]
    return name


written = set()
for file in sorted(os.listdir(f"{source}/openapi/v3")):
    for type_, schema in json.load(gzip.open(f"{source}/openapi/v3/{file}"))["components"]["schemas"].items():
        for name, property_ in schema.get("properties", {}).items():
            if property_.get("default") in ({}, "", 0, False) and property_.get("default") is not None:
                written.add((type_, name))

kept = sorted((n for n, s in definitions.items() if "properties" in s or n.endswith("SubresourceStatus")), key=short)
number = {n: i for i, n in enumerate(kept)}


def type_code(schema):
    if "$ref" in schema:
        target = schema["$ref"].split("/")[-1]
        last = target.split(".")[-1]
        if target in LEAF: return LEAF[target]
        if last in OR: return OR[last]
        return f"@{number[target]}" if target in number else "*"
    kind, form = schema.get("type"), schema.get("format")
    if kind == "array":
        keys, listing = schema.get("x-kubernetes-list-map-keys"), schema.get("x-kubernetes-list-type")
        mark = f"<{'&'.join(keys)}>" if keys else "=" if listing == "set" else ""
        return f"[]{mark}{type_code(schema['items'])}"
    if kind == "object":
        return "{}" + type_code(schema["additionalProperties"]) if "additionalProperties" in schema else "*"
    if kind == "string": return "B" if form == "byte" else "s"
    if kind == "integer": return "I" if form == "int64" else "i"
    return {"number": "n", "boolean": "b"}.get(kind, "*")


def field(type_, name, schema, required):
    code = type_code(schema)
    if schema.get("x-kubernetes-map-type") == "atomic": code = "^" + code
    marks = "!" if name in required else ""
    if (type_, name) in written: marks += "&"
    strategy = schema.get("x-kubernetes-patch-strategy", "")
    if strategy: marks += "$" + strategy.replace("merge", "m").replace("retainKeys", "r").replace(",", "")
    if "x-kubernetes-patch-merge-key" in schema: marks += "+" + schema["x-kubernetes-patch-merge-key"]
    return f"{name}{marks}:{code}"


types = []
for name in kept:
    schema = definitions[name]
    head = ("^" if schema.get("x-kubernetes-map-type") == "atomic" else "") + short(name)
    fields = [field(name, n, p, schema.get("required", [])) for n, p in schema.get("properties", {}).items()]
    types.append(head + "|" + ",".join(fields))

ALL = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
hashes = {}
for file in os.listdir(f"{source}/discovery"):
    if not file.endswith(".json"): continue
    document = json.load(open(f"{source}/discovery/{file}"))
    if document.get("kind") == "APIResourceList":
        for r in document["resources"]:
            if "storageVersionHash" in r: hashes[(document["groupVersion"], r["name"])] = r["storageVersionHash"]


def verbs(list_): return "*" if list_ == ALL else "&".join(list_)


resources = []
for r in json.load(open(f"{source}/derived/resources.json")):
    subs = []
    for name, s in r.get("subresources", {}).items():
        kind = s["kind"] if not s["version"] else f"{s['group']}/{s['version']}/{s['kind']}"
        subs.append(f"{name}:{kind}:{verbs(s['verbs'])}")
    resources.append("|".join([
        r["groupVersion"], r["resource"], r["kind"], r["singular"], "N" if r["namespaced"] else "C", verbs(r["verbs"]),
        "&".join(r.get("shortNames", [])), "&".join(r.get("categories", [])), ",".join(subs),
        hashes.get((r["groupVersion"], r["resource"]), "")]))

columns = {}
for folder in ("transcripts", "kubectl"):
    for file in sorted(os.listdir(f"{source}/{folder}")):
        if not file.endswith(".json"): continue
        document = json.load(open(f"{source}/{folder}/{file}"))
        steps = document if isinstance(document, list) else [r for c in document["commands"] for r in c["requests"]]
        for step in steps:
            body, path = step.get("response", {}).get("body"), step["request"]["path"].strip("/").split("/")
            if not isinstance(body, dict) or body.get("kind") != "Table" or not body.get("columnDefinitions"): continue
            group, version, rest = ("", path[1], path[2:]) if path[0] == "api" else (path[1], path[2], path[3:])
            if rest[0] == "namespaces" and len(rest) > 2: rest = rest[2:]
            if len(rest) > 2 or "." in group and not group.endswith("k8s.io"): continue
            columns[f"{group}/{version}" if group else version, rest[0]] = [
                "~".join([c["name"], c["type"], c["format"], str(c["priority"]), c["description"]])
                for c in body["columnDefinitions"]]
tables = [version + "|" + resource + "|" + "|".join("~".join(c.split("~")[:4]) for c in list_)
          for (version, resource), list_ in sorted(columns.items())]


def write(file, name, about, lines):
    with open(f"{here}/{file}", "w") as out:
        out.write(f"// Generated by generate-tables.py; do not edit.\n// swift-format-ignore-file\n\nextension {name} {{\n")
        out.write(f"    /// {about}\n    static let source = #\"\"\"\n")
        for line in lines: out.write(f"        {line}\n")
        out.write("        \"\"\"#\n}\n")


write("TypeTable.generated.swift", "TypeTable", "One type a line: NAME|FIELD[!][&][$STRATEGY][+MERGEKEY]:TYPE,…", types)
write("ResourceTable.generated.swift", "ResourceTable",
      "One resource a line: VERSION|PLURAL|KIND|SINGULAR|SCOPE|VERBS|SHORT|CATEGORIES|SUBRESOURCES|HASH", resources)
write("ColumnTable.generated.swift", "ColumnTable", "One resource's printed columns a line: VERSION|PLURAL|NAME~TYPE~FORMAT~PRIORITY|…", tables)
