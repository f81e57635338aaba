import KubeClient
import KubeModel
import Values

/// ConfigMaps as controllers write them: labels, annotations, some data.
enum Workload {
    static let namespace = "bench"

    static func configMap(_ number: Int, round: Int = 0) -> KubeObject {
        KubeObject(
            unchecked: [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": [
                    "name": .string("map-\(number)"), "namespace": .string(namespace),
                    "labels": ["app.kubernetes.io/name": "web", "app.kubernetes.io/managed-by": "gitops"],
                ],
                "data": ["host": "db.example.com", "port": "5432", "round": .string("\(round)")],
            ])
    }

    static func makeNamespace(_ api: KubeAPI) async throws {
        try await api.resources(.namespaces).create(KubeObject(APIResource.namespaces.gvk, name: namespace))
    }
}
