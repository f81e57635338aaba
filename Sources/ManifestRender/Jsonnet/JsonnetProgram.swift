import Jsonnet
import KubeModel
import SourceTrees
import Values

/// Evaluates the Jsonnet files of a source and takes their results as Kubernetes objects.
struct JsonnetProgram {
    private let vm: JsonnetVM

    init(source: RenderSource, options: JsonnetOptions, context: RenderContext) {
        let importer = TreeImporter(
            source.tree, libraries: [source.path.isRoot ? "" : source.path.description] + options.libraries)
        var vm = JsonnetVM(importer: importer)
        let environment = context.environment
        for variable in options.externalVariables {
            vm.externalVariables[variable.name] = JsonnetProgram.variable(variable, environment)
        }
        for variable in options.topLevelArguments {
            vm.topLevelArguments[variable.name] = JsonnetProgram.variable(variable, environment)
        }
        self.vm = vm
    }

    private static func variable(
        _ variable: JsonnetOptions.Variable, _ environment: BuildEnvironment
    ) -> JsonnetVM.Variable {
        let value = environment.substitute(in: variable.value)
        return variable.isCode ? .code(value) : .text(value)
    }

    /// The objects that a file gives.
    func manifests(of file: TreePath) throws(RenderError) -> [RenderedManifest] {
        let value: Value
        do throws(JsonnetError) {
            value = try vm.evaluateValue(file: file.description)
        } catch {
            throw JsonnetProgram.renderError(error, file)
        }
        var objects: [KubeObject] = []
        do throws(FlatteningError) {
            try JsonnetProgram.append(value, at: "the result", depth: 0, to: &objects)
        } catch {
            throw RenderError(.notAnObject, error.reason, file: file.description)
        }
        let origin = ManifestOrigin(file: file, line: 1)
        return objects.map { RenderedManifest(object: $0, origin: origin) }
    }

    private static func renderError(_ error: JsonnetError, _ file: TreePath) -> RenderError {
        let code: RenderError.Code =
            switch error.code {
            case .syntax: .malformed
            case .limitExceeded: .limitExceeded
            case .notFound: .unreadableFile
            default: .evaluation
            }
        var message = Substring(error.description)
        while message.last?.isWhitespace ?? false { message.removeLast() }
        return RenderError(code, String(message), file: file.description)
    }

    /// The deepest nesting of objects within each other that is opened.
    private static let maximumDepth = 64

    /// Appends a manifest, or the manifests that an array or a plain object holds.
    private static func append(
        _ value: Value, at place: String, depth: Int, to objects: inout [KubeObject]
    ) throws(FlatteningError) {
        guard depth <= maximumDepth else { throw FlatteningError(reason: "\(place) is nested too deeply") }
        switch value {
        case .null: break
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                try append(element, at: "\(place)[\(index)]", depth: depth + 1, to: &objects)
            }
        case .object(let members) where value["apiVersion"] == nil && value["kind"] == nil:
            for member in members {
                try append(member.value, at: "\(place).\(member.key)", depth: depth + 1, to: &objects)
            }
        case .object:
            do throws(FlatteningError) { try ListFlattening.append(value, to: &objects) } catch {
                throw FlatteningError(reason: "\(place): \(error.reason)")
            }
        default:
            throw FlatteningError(reason: "\(place) is a \(value.kindName), not a Kubernetes object")
        }
    }
}
