import Values

/// The roles and bindings that every server makes when it starts.
enum BootstrapRoles {
    /// One line for each cluster role, below it one for each rule: verbs, API groups, resources and, where only some
    /// objects are meant, their names; or verbs and paths. `core` is the group without a name, `read` and `write` stand
    /// for the verbs that read and write.
    private static let source = """
        admin <admin
        cluster-admin
          * * *
          * /*
        edit <edit >admin
        system:aggregate-to-admin >admin
          create authorization.k8s.io localsubjectaccessreviews
          create,delete,deletecollection,get,list,patch,update,watch rbac.authorization.k8s.io rolebindings,roles
        system:aggregate-to-edit >edit
          read core pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy
          impersonate core serviceaccounts
          write core pods,pods/attach,pods/exec,pods/portforward,pods/proxy
          create core pods/eviction
          write core configmaps,events,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy
          create core serviceaccounts/token
          write apps daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale
          write autoscaling horizontalpodautoscalers
          write batch cronjobs,jobs
          write extensions daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale
          write policy poddisruptionbudgets
          write networking.k8s.io ingresses,networkpolicies
          create,delete,deletecollection,get,list,patch,update,watch coordination.k8s.io leases
        system:aggregate-to-view >view
          read core configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status
          read core bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status
          read core namespaces
          read discovery.k8s.io endpointslices
          read apps controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status
          read autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status
          read batch cronjobs,cronjobs/status,jobs,jobs/status
          read extensions daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale
          read policy poddisruptionbudgets,poddisruptionbudgets/status
          read networking.k8s.io ingresses,ingresses/status,networkpolicies
        system:auth-delegator
          create authentication.k8s.io tokenreviews
          create authorization.k8s.io subjectaccessreviews
        system:basic-user
          create authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews
          create authentication.k8s.io selfsubjectreviews
        system:certificates.k8s.io:certificatesigningrequests:nodeclient
          create certificates.k8s.io certificatesigningrequests/nodeclient
        system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
          create certificates.k8s.io certificatesigningrequests/selfnodeclient
        system:certificates.k8s.io:kube-apiserver-client-approver
          approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client
        system:certificates.k8s.io:kube-apiserver-client-kubelet-approver
          approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client-kubelet
        system:certificates.k8s.io:kubelet-serving-approver
          approve certificates.k8s.io signers kubernetes.io/kubelet-serving
        system:certificates.k8s.io:legacy-unknown-approver
          approve certificates.k8s.io signers kubernetes.io/legacy-unknown
        system:discovery
          get /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/
        system:heapster
          read core events,namespaces,nodes,pods
          read extensions deployments
        system:kube-aggregator
          read core endpoints,services
        system:kube-controller-manager
          create,patch,update core,events.k8s.io events
          create coordination.k8s.io leases
          get,update coordination.k8s.io leases kube-controller-manager
          create core secrets,serviceaccounts
          delete core secrets
          get core configmaps,namespaces,secrets,serviceaccounts
          update core secrets,serviceaccounts
          create authentication.k8s.io tokenreviews
          create authorization.k8s.io subjectaccessreviews
          list,watch * *
          create core serviceaccounts/token
        system:kube-dns
          list,watch core endpoints,services
        system:kube-scheduler
          create,patch,update core,events.k8s.io events
          create coordination.k8s.io leases
          get,update coordination.k8s.io leases kube-scheduler
          read core nodes
          delete,get,list,watch core pods
          create core bindings,pods/binding
          patch,update core pods/status
          read core replicationcontrollers,services
          read apps,extensions replicasets
          read apps statefulsets
          read policy poddisruptionbudgets
          read core persistentvolumeclaims,persistentvolumes
          create authentication.k8s.io tokenreviews
          create authorization.k8s.io subjectaccessreviews
          read storage.k8s.io csinodes
          read core namespaces
          read storage.k8s.io csidrivers
          read storage.k8s.io csistoragecapacities
        system:kubelet-api-admin
          read core nodes
          proxy core nodes
          * core nodes/log,nodes/metrics,nodes/proxy,nodes/stats
        system:monitoring
          get /healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*
        system:node
          create authentication.k8s.io tokenreviews
          create authorization.k8s.io localsubjectaccessreviews,subjectaccessreviews
          read core services
          create,get,list,watch core nodes
          patch,update core nodes/status
          patch,update core nodes
          create,patch,update core events
          read core pods
          create,delete core pods
          patch,update core pods/status
          create core pods/eviction
          read core configmaps,secrets
          get core persistentvolumeclaims,persistentvolumes
          get core endpoints
          create,get,list,watch certificates.k8s.io certificatesigningrequests
          create,delete,get,patch,update coordination.k8s.io leases
          get storage.k8s.io volumeattachments
          create core serviceaccounts/token
          get,patch,update core persistentvolumeclaims/status
          read storage.k8s.io csidrivers
          create,delete,get,patch,update storage.k8s.io csinodes
          read node.k8s.io runtimeclasses
        system:node-bootstrapper
          create,get,list,watch certificates.k8s.io certificatesigningrequests
        system:node-problem-detector
          get core nodes
          patch core nodes/status
          create,patch,update core,events.k8s.io events
        system:node-proxier
          list,watch core endpoints,services
          read core nodes
          create,patch,update core,events.k8s.io events
          list,watch discovery.k8s.io endpointslices
          list,watch networking.k8s.io servicecidrs
        system:persistent-volume-provisioner
          create,delete,get,list,watch core persistentvolumes
          get,list,update,watch core persistentvolumeclaims
          read storage.k8s.io storageclasses
          watch core events
          create,patch,update core,events.k8s.io events
        system:public-info-viewer
          get /healthz,/livez,/readyz,/version,/version/
        system:service-account-issuer-discovery
          get /.well-known/openid-configuration,/openid/v1/jwks
        system:volume-scheduler
          get,list,patch,update,watch core persistentvolumes
          read storage.k8s.io storageclasses
          get,list,patch,update,watch core persistentvolumeclaims
        view <view >edit
        """

    /// Who has which cluster role: the role, which is the binding's name too, and its subjects.
    private static let bindingSource = """
        cluster-admin Group:system:masters
        system:basic-user Group:system:authenticated
        system:discovery Group:system:authenticated
        system:kube-controller-manager User:system:kube-controller-manager
        system:kube-dns ServiceAccount:kube-system/kube-dns
        system:kube-scheduler User:system:kube-scheduler
        system:monitoring Group:system:monitoring
        system:node
        system:node-proxier User:system:kube-proxy
        system:public-info-viewer Group:system:authenticated Group:system:unauthenticated
        system:service-account-issuer-discovery Group:system:serviceaccounts
        system:volume-scheduler User:system:kube-scheduler
        """

    private static let group = "rbac.authorization.k8s.io"

    /// The cluster roles, those that gather others filled already.
    static let roles: [Value] = {
        var roles: [Value] = []
        for line in source.split(separator: "\n") {
            if line.hasPrefix("  ") {
                let last = roles.count - 1
                roles[last]["rules"] = .array(roles[last].list("rules") + [rule(line)])
            } else {
                roles.append(role(line))
            }
        }
        // What a role gathers may gather others itself: the smallest come first.
        for name in ["view", "edit", "admin"] {
            guard let index = roles.firstIndex(where: { $0["metadata"]?.text("name") == name }) else { continue }
            let label = "\(group)/aggregate-to-\(name)"
            let parts = roles.filter { $0["metadata"]?["labels"]?[label] == "true" }
            roles[index]["rules"] = .array(parts.flatMap { $0.list("rules") })
        }
        return roles
    }()

    static let bindings: [Value] = bindingSource.split(separator: "\n").map { line in
        let words = line.split(separator: " ").map(String.init)
        var binding = object("ClusterRoleBinding", words[0])
        binding["roleRef"] = ["apiGroup": .string(group), "kind": "ClusterRole", "name": .string(words[0])]
        let subjects = words.dropFirst().map(subject)
        if !subjects.isEmpty { binding["subjects"] = .array(subjects) }
        return binding
    }

    private static func object(_ kind: String, _ name: String) -> Value {
        [
            "kind": .string(kind), "apiVersion": .string("\(group)/v1"),
            "metadata": [
                "name": .string(name), "labels": ["kubernetes.io/bootstrapping": "rbac-defaults"],
                "annotations": ["rbac.authorization.kubernetes.io/autoupdate": "true"],
            ],
        ]
    }

    private static func role(_ line: Substring) -> Value {
        let words = line.split(separator: " ")
        var role = object("ClusterRole", String(words[0]))
        role["rules"] = .array([])
        for word in words.dropFirst() {
            let label = "\(group)/aggregate-to-\(word.dropFirst())"
            if word.hasPrefix(">") {
                role["metadata"]?["labels"]?[label] = "true"
            } else {
                role["aggregationRule"] = ["clusterRoleSelectors": [["matchLabels": [label: "true"]]]]
            }
        }
        return role
    }

    private static let verbs = [
        "read": ["get", "list", "watch"], "write": ["create", "delete", "deletecollection", "patch", "update"],
    ]

    private static func rule(_ line: Substring) -> Value {
        let words = line.split(separator: " ").map(String.init)
        func list(_ word: String) -> Value {
            .array(word.split(separator: ",").map { .string($0 == "core" ? "" : $0 == "/*" ? "*" : String($0)) })
        }
        var rule: Object = ["verbs": verbs[words[0]].map { .array($0.map(Value.string)) } ?? list(words[0])]
        if words.count == 2 {
            rule["nonResourceURLs"] = list(words[1])
        } else {
            rule["apiGroups"] = list(words[1])
            rule["resources"] = list(words[2])
            if words.count > 3 { rule["resourceNames"] = list(words[3]) }
        }
        return .object(rule)
    }

    private static func subject(_ word: String) -> Value {
        let kind = word.prefix { $0 != ":" }
        let name = word.dropFirst(kind.count + 1)
        if kind == "ServiceAccount" {
            let parts = name.split(separator: "/").map { Value.string(String($0)) }
            return ["kind": "ServiceAccount", "name": parts[1], "namespace": parts[0]]
        }
        return ["kind": .string(String(kind)), "apiGroup": .string(group), "name": .string(String(name))]
    }
}

extension APIServer {
    /// Makes the roles and bindings that are not there.
    mutating func bootstrapRoles() {
        for (resource, objects) in [
            ("clusterroles", BootstrapRoles.roles), ("clusterrolebindings", BootstrapRoles.bindings),
        ] {
            let id = ResourceID(group: "rbac.authorization.k8s.io", resource: resource)
            guard let definition = registry.storageDefinition(id) else { continue }
            for object in objects {
                let name = object["metadata"]?.text("name") ?? ""
                guard self.object(id, "", name) == nil else { continue }
                var value = object
                value["metadata"]?["uid"] = .string(random.uid())
                value["metadata"]?["creationTimestamp"] = .string(now.text)
                FieldManagers.recordCreate(&value, definition, .update("kube-apiserver"), now: now)
                MetadataOrder.arrange(&value, reservesVersion: true)
                commit(value, definition, "", name)
            }
        }
    }
}
