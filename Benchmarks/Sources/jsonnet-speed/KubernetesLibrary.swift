/// A library such as generators make them from the schema of Kubernetes, 10,000 lines of small functions, and a program
/// that builds two hundred services with it.
enum KubernetesLibrary {
    private static let kinds = [
        "deployment", "statefulSet", "daemonSet", "replicaSet", "job", "cronJob", "pod", "service", "configMap",
        "secret", "ingress", "networkPolicy", "role", "roleBinding", "clusterRole", "clusterRoleBinding",
        "serviceAccount", "persistentVolume", "persistentVolumeClaim", "storageClass", "horizontalPodAutoscaler",
        "podDisruptionBudget", "limitRange", "resourceQuota", "priorityClass", "endpoints", "lease", "namespace",
    ]

    private static let groups = ["metadata", "spec", "template", "strategy", "selector", "status"]

    /// Twenty fields for each group of each kind: a setter and a mixin for each.
    static var text: String {
        var lines = ["// Made by the benchmark.", "{"]
        for kind in kinds {
            lines += [
                "  // \(kind)", "  \(kind): {",
                "    new(name, labels={}):: { apiVersion: 'v1', kind: '\(kind)' }",
                "      + self.metadata.withName(name) + self.metadata.withLabels(labels),",
            ]
            for group in groups {
                lines += ["    \(group): {", "      local mixin(body) = { \(group)+: body },"]
                if group == "metadata" {
                    lines += [
                        "      withName(name):: mixin({ name: name }),",
                        "      withLabels(labels):: mixin({ labels+: labels }),",
                    ]
                }
                for field in 1...20 {
                    lines += [
                        "      // Sets field \(field) of the \(group) of a \(kind).",
                        "      withField\(field)(value):: mixin({ field\(field): value }),",
                        "      withField\(field)Mixin(value):: mixin({ field\(field)+: if std.isArray(value) then value else [value] }),",
                    ]
                }
                lines.append("    },")
            }
            lines.append("  },")
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    static let program = """
        local k = import 'k8s.libsonnet';
        local app(i) = {
          local name = 'app-%03d' % i,
          local labels = { app: name, tier: if i % 3 == 0 then 'front' else 'back' },
          deployment: k.deployment.new(name, labels)
            + k.deployment.spec.withField1(i % 4)
            + k.deployment.spec.withField2Mixin([{ name: name, image: 'registry.example/%s:%d' % [name, i] }])
            + k.deployment.spec.withField2Mixin({ name: 'sidecar', image: 'sidecar:1' })
            + k.deployment.template.withField3({ [key]: labels[key] + '-x' for key in std.objectFields(labels) })
            + (if i % 5 == 0 then k.deployment.strategy.withField7('Recreate') else {}),
          service: k.service.new(name, labels) + k.service.spec.withField4([{ port: 80 + i, name: 'http' }])
            + k.service.selector.withField1(self.deployment.metadata.labels),
          config: k.configMap.new(name + '-config', labels)
            + k.configMap.spec.withField5({ 'app.yaml': std.manifestYamlDoc({ name: name, port: 80 + i, debug: false }) }),
          budget: k.podDisruptionBudget.new(name) + k.podDisruptionBudget.spec.withField1(1),
        };
        local apps = { ['app%d' % i]: app(i) for i in std.range(1, 200) };
        [apps[name][part] for name in std.objectFields(apps) for part in std.objectFields(apps[name])]
        """
}
