import Foundation

/// The programs: each stresses one thing that configurations do much of.
enum Programs {
    static func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in texts { try Data(text.utf8).write(to: folder.appendingPathComponent("\(name).jsonnet")) }
        try Data(KubernetesLibrary.text.utf8).write(to: folder.appendingPathComponent("k8s.libsonnet"))
        try Data(KubernetesLibrary.program.utf8).write(to: folder.appendingPathComponent("kubernetes.jsonnet"))
    }

    private static let texts: [String: String] = [
        "empty": "null\n",
        "inheritance-chain": """
        local layer = { total: super.total + 1, log: super.log + [self.name], name:: 'n' + self.total };
        local base = { total: 0, log: [], name:: 'base' };
        local chain(n) = if n == 0 then base else chain(n - 1) + layer;
        [std.length((chain(60) { name:: 'x' + i }).log) for i in std.range(1, 20)]
        """,
        "inheritance-tree": """
        local Node = {
          depth: 13,
          left:: local d = self.depth; if d == 0 then null else Node { depth: d - 1 },
          size: if self.depth == 0 then 1 else 2 * self.left.size + 1,
        };
        local half(o) = o { depth: super.depth - 1 };
        local count(o) = if o.depth == 0 then 1 else count(half(o)) + count(half(o));
        [count(Node), Node.size]
        """,
        "calls": """
        local tak(x, y, z) = if y >= x then z else tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
        local ack(m, n) = if m == 0 then n + 1 else if n == 0 then ack(m - 1, 1) else ack(m - 1, ack(m, n - 1));
        [tak(14, 8, 2), ack(2, 60)]
        """,
        "comprehensions": """
        local n = 500;
        local pairs = [x * y for x in std.range(1, n) for y in std.range(1, n) if (x + y) % 3 == 0];
        local table = { ['k' + i]: { value: i, next: 'k' + (i + 1) } for i in std.range(1, 20000) };
        { count: std.length(pairs), sum: std.foldl(function(a, b) a + b, pairs, 0), fields: std.length(table), k: table.k777 }
        """,
        "string-building": """
        local text = std.foldl(function(a, i) a + 'line %d of many\\n' % i, std.range(1, 5000), '');
        local simple = std.foldl(function(a, i) a + i + ',', std.range(1, 20000), '');
        local joined = std.join('\\n', ['item-' + i + '=' + i * i for i in std.range(1, 20000)]);
        std.map(std.length, [text, simple, joined])
        """,
        "string-functions": """
        local line = std.join(' ', ['word' + i for i in std.range(1, 2000)]);
        local padded = std.repeat(' .', 2000) + line + std.repeat('. ', 2000);
        [
          std.length(std.split(line, ' ')),
          std.length(std.strReplace(line, 'word', 'longer-word')),
          std.length(std.stripChars(padded, ' .')),
          std.length(std.asciiUpper(line)),
          std.length(std.findSubstr('word1', line)),
          std.length(std.stringChars(line)),
          std.md5(line),
          std.length(std.base64(line)),
          std.length(std.escapeStringJson(line)),
        ]
        """,
        "template": """
        local row = 'server %(name)-20s port=%(port)5d weight=%(weight).3f id=%(id)08x\\n';
        local values(i) = { name: 'host-' + i, port: 1000 + i, weight: i / 7, id: i * 7919 };
        std.length(std.join('', [row % values(i) for i in std.range(1, 4000)]))
        """,
        "folds": """
        local numbers = std.makeArray(100000, function(i) (i * 7919) % 10007);
        local arrays = std.foldl(function(a, i) a + [i], std.range(1, 5000), []);
        {
          sum: std.foldl(function(a, b) a + b, numbers, 0),
          most: std.foldl(function(a, b) if b > a then b else a, numbers, -1),
          right: std.foldr(function(a, b) a - b, numbers, 0),
          filtered: std.length(std.filter(function(x) x % 2 == 0, std.map(function(x) x + 1, numbers))),
          grown: std.length(arrays),
        }
        """,
        "sorting": """
        local numbers = std.makeArray(50000, function(i) (i * 7919) % 100003);
        local names = std.map(function(n) 'name-' + n, numbers[:20000]);
        local objects = std.map(function(n) { id: n, label: 'x' + n % 97 }, numbers[:20000]);
        local s1 = std.set(numbers[:20000]), s2 = std.set(numbers[10000:30000]);
        {
          numbers: std.sort(numbers)[17],
          names: std.sort(names)[17],
          byId: std.sort(objects, function(o) o.id)[17].id,
          byLabel: std.sort(objects, keyF=function(o) [o.label, o.id])[17].id,
          union: std.length(std.setUnion(s1, s2)),
          common: std.length(std.setInter(s1, s2)),
          left: std.length(std.setDiff(s1, s2)),
          member: std.setMember(5, s1),
        }
        """,
        "yaml-document": """
        local deployment(i) = {
          apiVersion: 'apps/v1', kind: 'Deployment',
          metadata: { name: 'app-' + i, labels: { app: 'app-' + i, 'app.kubernetes.io/part-of': 'bench' } },
          spec: { replicas: i % 5, template: { spec: { containers: [
        { name: 'c' + c, image: 'registry.example/app:%d.%d' % [i, c], args: ['--port=80', 'yes', 'multi\\nline'],
          env: [{ name: 'E' + e, value: 'true' } for e in std.range(1, 5)] }
        for c in [1, 2]
          ] } } },
        };
        std.length(std.manifestYamlDoc({ items: [deployment(i) for i in std.range(1, 500)] }))
        """,
        "json-round-trip": """
        local data = { ['key' + i]: [i, i / 3, 'text ' + i, { nested: [true, null, { deep: 'é' }] }] for i in std.range(1, 4000) };
        local text = std.manifestJsonEx(data, '  ');
        local again = std.parseJson(text);
        [std.length(text), again == data, std.length(std.toString(again)), std.length(std.manifestJsonMinified(data))]
        """,
        "merging": """
        local defaults = { ['s' + i]: { image: { tag: 'v1', pull: null }, ports: [80, 443], limits: { cpu: 1 } } for i in std.range(1, 1500) };
        local overlay = { ['s' + i]+: { image+: { tag: 'v2' }, limits+: { memory: '1Gi' } } for i in std.range(1, 1500) };
        local patched = std.mergePatch(defaults, { ['s' + i]: { ports: null } for i in std.range(1, 700) });
        [std.length(std.toString(defaults + overlay)), std.length(std.toString(std.prune(patched)))]
        """,
        "many-locals": """
        {
        \((1...1500).map { "  local v\($0) = \($0 == 1 ? "1" : "(v\($0 / 2) + \($0)) % 1009")," }.joined(separator: "\n"))
        \((1...1500).map { "  f\($0): v\(1 + $0 % 100) + self.g\($0), g\($0):: \($0)," }.joined(separator: "\n"))
        }
        """,
        "output": """
        { ['section-' + i]: [{ id: j, name: 'entry %d/%d' % [i, j], ratio: j / (i + 1), tags: ['a', 'b', 'c'] } for j in std.range(1, 100)] for i in std.range(1, 100) }
        """,
    ]
}
