import Values

/// The rules for the volumes of pods.
enum VolumeValidation {
    /// Sources in the order in which the server looks for them.
    private static let order = [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi",
        "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc",
        "flexVolume", "configMap", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk",
        "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
    ]

    /// Checks volumes; those that can be mounted are the result.
    static func validate(_ volumes: [Value], _ path: String, _ findings: inout Findings) -> [String: Value] {
        var names: Set<String> = []
        var good: [String: Value] = [:]
        for (index, volume) in volumes.enumerated() {
            let field = "\(path)[\(index)]"
            let before = findings.errors.count
            source(volume, field, &findings)
            let name = volume.text("name")
            if name.isEmpty {
                findings.required("\(field).name")
            } else {
                findings.invalid("\(field).name", .string(name), NameRules.label(name))
                if names.contains(name) { findings.duplicate("\(field).name", .string(name)) }
            }
            if findings.errors.count == before {
                names.insert(name)
                good[name] = volume
            }
        }
        return good
    }

    /// The one source that a volume has.
    private static func source(_ volume: Value, _ field: String, _ findings: inout Findings) {
        let sources = order.filter { volume[$0] != nil }
        guard let first = sources.first else {
            return findings.required(field, "must specify a volume type")
        }
        check(volume[first] ?? .null, first, "\(field).\(first)", &findings)
        for extra in sources.dropFirst() {
            findings.forbidden("\(field).\(extra)", "may not specify more than 1 volume type")
        }
    }

    private static func check(_ source: Value, _ kind: String, _ field: String, _ findings: inout Findings) {
        switch kind {
        case "emptyDir":
            if case .string(let size)? = source["sizeLimit"], size.hasPrefix("-") {
                findings.forbidden("\(field).sizeLimit", "SizeLimit field must be a valid resource quantity")
            }
        case "hostPath": hostPath(source, field, &findings)
        case "secret":
            if source.text("secretName").isEmpty { findings.required("\(field).secretName") }
            mode(source["defaultMode"], "\(field).defaultMode", &findings)
            items(source.list("items"), "\(field).items", &findings)
        case "configMap":
            if source.text("name").isEmpty { findings.required("\(field).name") }
            mode(source["defaultMode"], "\(field).defaultMode", &findings)
            items(source.list("items"), "\(field).items", &findings)
        case "persistentVolumeClaim":
            if source.text("claimName").isEmpty { findings.required("\(field).claimName") }
        case "nfs":
            if source.text("server").isEmpty { findings.required("\(field).server") }
            absolute(source, "path", field, &findings)
        case "downwardAPI":
            mode(source["defaultMode"], "\(field).defaultMode", &findings)
            for file in source.list("items") { downward(file, field, &findings) }
        case "projected": projected(source, field, &findings)
        case "csi": findings.name(source, "driver", field, driverName)
        case "ephemeral": ephemeral(source, field, &findings)
        case "iscsi":
            for name in ["targetPortal", "iqn"] where source.text(name).isEmpty {
                findings.required("\(field).\(name)")
            }
        case "image":
            if source.text("reference").isEmpty { findings.required("\(field).reference") }
            findings.oneOf(source["pullPolicy"], "\(field).pullPolicy", ["Always", "IfNotPresent", "Never"])
        case "gitRepo":
            if source.text("repository").isEmpty { findings.required("\(field).repository") }
        default: break
        }
    }

    static func hostPath(_ source: Value, _ field: String, _ findings: inout Findings) {
        let path = source.text("path")
        if path.isEmpty { return findings.required("\(field).path") }
        if path.split(separator: "/").contains("..") {
            findings.invalid("\(field).path", .string(path), "must not contain '..'")
        }
        findings.oneOf(
            source["type"], "\(field).type",
            ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"])
    }

    static func absolute(_ source: Value, _ key: String, _ field: String, _ findings: inout Findings) {
        let path = source.text(key)
        if path.isEmpty {
            findings.required("\(field).\(key)")
        } else if !path.hasPrefix("/") {
            findings.invalid("\(field).\(key)", .string(path), "must be an absolute path")
        }
    }

    static func driverName(_ name: String) -> [String] {
        var errors: [String] = []
        if name.utf8.count > 63 { errors.append("must be no more than 63 characters") }
        if name.lowercased() != name || !NameRules.isSubdomain(name) {
            errors += NameRules.subdomain(name.lowercased())
        }
        return errors
    }

    private static func mode(_ value: Value?, _ field: String, _ findings: inout Findings) {
        guard let mode = value?.intValue, !(0...0o777).contains(mode) else { return }
        findings.invalid(field, .int(mode), "must be a number between 0 and 0777 (octal), both inclusive")
    }

    private static func items(_ items: [Value], _ path: String, _ findings: inout Findings) {
        for (index, item) in items.enumerated() {
            let field = "\(path)[\(index)]"
            if item.text("key").isEmpty { findings.required("\(field).key") }
            if item.text("path").isEmpty { findings.required("\(field).path") }
            localPath(item.text("path"), "\(field).path", &findings)
            mode(item["mode"], "\(field).mode", &findings)
        }
    }

    /// A path below a directory that does not begin with two dots either.
    private static func localPath(_ text: String, _ field: String, _ findings: inout Findings) {
        descending(text, field, &findings)
        if text.hasPrefix(".."), !text.hasPrefix("../") {
            findings.invalid(field, .string(text), "must not start with '..'")
        }
    }

    /// A path below a directory.
    static func descending(_ text: String, _ field: String, _ findings: inout Findings) {
        if text.hasPrefix("/") { findings.invalid(field, .string(text), "must be a relative path") }
        if text.split(separator: "/").contains("..") {
            findings.invalid(field, .string(text), "must not contain '..'")
        }
    }

    private static func downward(_ file: Value, _ field: String, _ findings: inout Findings) {
        if file.text("path").isEmpty { findings.required("\(field).path") }
        localPath(file.text("path"), "\(field).path", &findings)
        if let reference = file["fieldRef"] {
            EnvironmentValidation.fieldReference(
                reference, "\(field).fieldRef",
                ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"],
                &findings)
            if file["resourceFieldRef"] != nil {
                findings.invalid(field, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
            }
        } else if let reference = file["resourceFieldRef"] {
            EnvironmentValidation.resourceReference(
                reference, "\(field).resourceFieldRef", needsContainer: true, &findings)
        } else {
            findings.required(field, "one of fieldRef and resourceFieldRef is required")
        }
        mode(file["mode"], "\(field).mode", &findings)
    }

    private static func projected(_ source: Value, _ field: String, _ findings: inout Findings) {
        mode(source["defaultMode"], "\(field).defaultMode", &findings)
        for (index, part) in source.list("sources").enumerated() {
            let place = "\(field).sources[\(index)]"
            let kinds = [
                "secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate",
            ]
            .filter { part[$0] != nil }
            if kinds.isEmpty { findings.required(place, "must specify one of the projection sources") }
            for extra in kinds.dropFirst() {
                findings.forbidden("\(place).\(extra)", "may not specify more than 1 volume type per source")
            }
            guard let kind = kinds.first, let value = part[kind] else { continue }
            switch kind {
            case "secret", "configMap":
                if value.text("name").isEmpty { findings.required("\(place).\(kind).name") }
                items(value.list("items"), "\(place).\(kind).items", &findings)
            case "downwardAPI":
                for file in value.list("items") { downward(file, "\(place).downwardAPI", &findings) }
            case "serviceAccountToken":
                let seconds = value.number("expirationSeconds") ?? 3600
                if seconds < 600 {
                    findings.invalid(
                        "\(place).serviceAccountToken.expirationSeconds", .int(seconds),
                        "may not specify a duration less than 10 minutes")
                }
                if seconds > 1 << 32 {
                    findings.invalid(
                        "\(place).serviceAccountToken.expirationSeconds", .int(seconds),
                        "may not specify a duration larger than 2^32 seconds")
                }
                if value.text("path").isEmpty { findings.required("\(place).serviceAccountToken.path") }
            default: break
            }
        }
    }

    private static func ephemeral(_ source: Value, _ field: String, _ findings: inout Findings) {
        guard let template = source["volumeClaimTemplate"] else {
            return findings.required("\(field).volumeClaimTemplate")
        }
        ClaimValidation.validate(template["spec"] ?? .null, "\(field).volumeClaimTemplate.spec", &findings)
    }
}
