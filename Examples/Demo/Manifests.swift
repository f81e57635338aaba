/// What the demo commits: the guestbook, and a shop in two waves with hooks.
enum Manifests {
    /// Files of the first commit, by path.
    static let firstCommit: [String: String] = [
        "guestbook/guestbook-ui-deployment.yaml": guestbookDeployment(replicas: 1),
        "guestbook/guestbook-ui-svc.yaml": guestbookService,
        "shop/migrate.yaml": hookJob(name: "migrate", hook: "PreSync"),
        "shop/config.yaml": shopConfig(greeting: "hello"),
        "shop/storage.yaml": shopStorage,
        "shop/web.yaml": shopWeb,
        "shop/smoke-test.yaml": hookJob(name: "smoke-test", hook: "PostSync"),
    ]

    static func guestbookDeployment(replicas: Int) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: guestbook-ui
        spec:
          replicas: \(replicas)
          revisionHistoryLimit: 3
          selector:
            matchLabels:
              app: guestbook-ui
          template:
            metadata:
              labels:
                app: guestbook-ui
            spec:
              containers:
              - image: registry.example/guestbook:v5
                name: guestbook-ui
                ports:
                - containerPort: 80

        """
    }

    static let guestbookService = """
        apiVersion: v1
        kind: Service
        metadata:
          name: guestbook-ui
        spec:
          ports:
          - port: 80
            targetPort: 80
          selector:
            app: guestbook-ui

        """

    static func hookJob(name: String, hook: String) -> String {
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: \(name)
          annotations:
            argocd.argoproj.io/hook: \(hook)
            argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              containers:
              - name: \(name)
                image: registry.example/shop-tools:1.0
                command: ["/bin/\(name)"]

        """
    }

    static func shopConfig(greeting: String) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: shop
        data:
          greeting: \(greeting)
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: shop
        type: Opaque
        stringData:
          password: correct-horse

        """
    }

    static let shopStorage = """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata:
          name: shop-data
        spec:
          accessModes: [ReadWriteOnce]
          resources:
            requests:
              storage: 1Gi

        """

    static let shopWeb = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          annotations:
            argocd.argoproj.io/sync-wave: "1"
        spec:
          replicas: 2
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
              - name: web
                image: registry.example/shop-web:1.0
                envFrom:
                - configMapRef: {name: shop}
                - secretRef: {name: shop}
                volumeMounts:
                - {name: data, mountPath: /data}
              volumes:
              - name: data
                persistentVolumeClaim: {claimName: shop-data}
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          annotations:
            argocd.argoproj.io/sync-wave: "1"
        spec:
          selector: {app: web}
          ports:
          - port: 80
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          annotations:
            argocd.argoproj.io/sync-wave: "1"
        spec:
          rules:
          - host: shop.example
            http:
              paths:
              - path: /
                pathType: Prefix
                backend:
                  service:
                    name: web
                    port: {number: 80}

        """

    /// An Application that follows a branch of the demo's repository.
    static func application(name: String, repoURL: String, automated: Bool) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: \(name)
          namespace: argocd
        spec:
          project: default
          source:
            repoURL: \(repoURL)
            targetRevision: main
            path: \(name)
          destination:
            server: https://kubernetes.default.svc
            namespace: \(name)
          syncPolicy:
            \(automated ? "automated: {prune: true, selfHeal: true}" : "automated: {enabled: false}")
            syncOptions:
            - CreateNamespace=true

        """
    }
}
