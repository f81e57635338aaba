import Foundation

extension Manifests {
    /// An Application whose directory is Jsonnet: a program, and a library beside it.
    static let banner: [String: String] = [
        "banner/main.jsonnet": """
        local site = import 'site.libsonnet';
        function(tier='none') [
          site.config('banner', { tier: tier, text: 'region ' + std.extVar('region') }),
          site.config('banner-' + tier, { replicas: '%02d' % site.replicas[tier] }),
        ]

        """,
        "libsonnet/site.libsonnet": """
        {
          replicas: { front: 3, back: 1 },
          config(name, data):: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: name }, data: data },
        }

        """,
    ]

    static func bannerApplication(repoURL: String) -> String {
        let path = "    path: banner\n"
        let options = """
                directory:
                  jsonnet:
                    libs: [libsonnet]
                    extVars: [{name: region, value: north}]
                    tlas: [{name: tier, value: "'front'", code: true}]

            """
        return application(name: "banner", repoURL: repoURL, automated: true)
            .replacingOccurrences(of: path, with: path + options)
    }
}
