public import KubeClient
public import KubeModel
import Synchronization

/// Permissions from a set of projects, which may change at any time.
public final class ProjectSet: ProjectPermissions {
    private let projects: Mutex<[String: AppProject]>
    private let controlNamespace: String

    /// Projects; a permissive `default` is added where there is none of that name.
    ///
    /// - Parameters:
    ///   - projects: the projects.
    ///   - controlNamespace: the controller's own namespace.
    public init(_ projects: [AppProject], controlNamespace: String = "argocd") {
        var byName = Dictionary(projects.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        if byName["default"] == nil { byName["default"] = .permissive() }
        self.projects = Mutex(byName)
        self.controlNamespace = controlNamespace
    }

    /// Adds a project or replaces the one of its name.
    public func apply(_ project: AppProject) { projects.withLock { $0[project.name] = project } }

    /// Removes a project.
    public func remove(_ name: String) { projects.withLock { _ = $0.removeValue(forKey: name) } }

    /// All projects by name.
    public var all: [AppProject] { projects.withLock { $0.values.sorted { $0.name < $1.name } } }

    private func project(of application: Application) -> AppProject? {
        projects.withLock { $0[application.spec.project] }
    }

    /// Why an application may not come from its sources, live where it does or go where it wants.
    public func refusal(of application: Application) -> String? {
        let spec = application.spec
        guard let project = project(of: application) else {
            return "Application referencing project \(spec.project) which does not exist"
        }
        guard project.permits(applicationsIn: application.namespace, controlNamespace: controlNamespace) else {
            return "application \(application.id) is not permitted to use project '\(project.name)'"
        }
        for source in spec.sources where !project.permits(source: source.repoURL) {
            return "application repo \(source.repoURL) is not permitted in project '\(project.name)'"
        }
        let destination = spec.destination
        guard
            project.permits(
                server: destination.server, cluster: destination.name, namespace: destination.namespace)
        else {
            return "application destination server '\(destination.server)\(destination.name)' and namespace "
                + "'\(destination.namespace)' do not match any of the allowed destinations in project '\(project.name)'"
        }
        return nil
    }

    /// Why an application may not have an object.
    public func refusal(of object: KubeObject, _ resource: APIResource?, in application: Application) -> String? {
        guard let project = project(of: application) else {
            return "project \(application.spec.project) does not exist"
        }
        let isNamespaced = resource?.isNamespaced ?? true
        guard project.permits(object.gvk.groupKind, name: object.name, isNamespaced: isNamespaced) else {
            return "resource \(object.gvk.group):\(object.kind) is not permitted in project \(project.name)"
        }
        let destination = application.spec.destination
        if isNamespaced,
            !project.permits(server: destination.server, cluster: destination.name, namespace: object.namespace)
        {
            return "namespace \(object.namespace) is not permitted in project '\(project.name)'"
        }
        return nil
    }
}
