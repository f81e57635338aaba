import KubeSimulator
import Testing
import Values

/// Rules of custom resources and admission policies.
@Suite struct SchemaRuleTests {
    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: shops.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: shops, kind: Shop}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    x-kubernetes-validations:
                    - {rule: "self.low <= self.high", message: low must not be above high}
                    - {rule: "!has(oldSelf.kind) || has(self.kind)", message: kind stays}
                    properties:
                      low: {type: integer, default: 0}
                      high: {type: integer, default: 10}
                      kind:
                        type: string
                        x-kubernetes-validations: [{rule: self == oldSelf, message: kind is immutable}]
                      hosts:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [name]
                        items:
                          type: object
                          required: [name]
                          properties: {name: {type: string}, port: {type: integer}}
                          x-kubernetes-validations:
                          - {rule: "!has(self.port) || self.port < 100", messageExpression: "self.name + ' is too high'"}
                  status:
                    type: object
                    x-kubernetes-validations: [{rule: self.ready, message: not ready}]
                    properties: {ready: {type: boolean}}
        """

    private func cluster() async throws -> SimulatedCluster {
        let cluster = SimulatedCluster()
        try await cluster.apply(SchemaRuleTests.definition)
        try await cluster.apply(shop("{kind: a, hosts: [{name: x, port: 80}]}"))
        return cluster
    }

    private func shop(_ spec: String) -> String {
        "{apiVersion: example.com/v1, kind: Shop, metadata: {name: s, namespace: default}, spec: \(spec)}"
    }

    @Test(arguments: [
        ("{kind: a, low: 11}", "spec: Invalid value: low must not be above high"),
        ("{kind: b}", "spec.kind: Invalid value: \"b\": kind is immutable"),
        ("{low: 1}", "spec: Invalid value: kind stays"),
        ("{kind: a, hosts: [{name: x, port: 800}]}", "spec.hosts[0]: Invalid value: x is too high"),
    ])
    func aRuleThatDoesNotHoldRefuses(_ spec: String, _ why: String) async throws {
        let cluster = try await cluster()
        await #expect {
            try await cluster.apply(shop(spec))
        } throws: { error in
            (error as? SimulatorError)?.message == "Shop.example.com \"s\" is invalid: \(why)"
        }
    }

    @Test func rulesOfTheStatusAreAskedWhereItIsWritten() async throws {
        let cluster = try await cluster()
        await #expect {
            try await cluster.patch(
                "example.com/v1", "Shop", "default/s", ["status": ["ready": false]], subresource: "status")
        } throws: { ($0 as? SimulatorError)?.message.contains("not ready") == true }
    }

    @Test func aDefinitionWhoseRuleIsNoneIsRefused() async throws {
        let cluster = SimulatedCluster()
        let wrong = SchemaRuleTests.definition.replacing("self.low <= self.high", with: "self.lower <= self.high")
        await #expect {
            try await cluster.apply(wrong)
        } throws: { ($0 as? SimulatorError)?.message.contains("undefined field 'lower'") == true }
    }

    @Test func aPolicyRefusesWhatItsBindingDenies() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: few}
            spec:
              matchConstraints:
                resourceRules:
                - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
              paramKind: {apiVersion: v1, kind: ConfigMap}
              variables: [{name: limit, expression: int(params.data.limit)}]
              validations:
              - {expression: object.spec.replicas <= variables.limit, messageExpression: "'at most ' + string(variables.limit)"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: limits, namespace: default}
            data: {limit: "2"}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: few}
            spec:
              policyName: few
              validationActions: [Deny]
              paramRef: {name: limits, namespace: default, parameterNotFoundAction: Deny}
            """)
        func web(_ replicas: Int) -> String {
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              replicas: \(replicas)
              selector: {matchLabels: {app: web}}
              template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}
            """
        }
        try await cluster.apply(web(2))
        await #expect {
            try await cluster.apply(web(3))
        } throws: { error in
            (error as? SimulatorError)?.message
                == "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'few' with binding 'few' denied request: at most 2"
        }
        try await cluster.delete("v1", "ConfigMap", "default/limits")
        await #expect(throws: SimulatorError.self) { try await cluster.apply(web(1)) }
    }
}
