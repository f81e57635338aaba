/// A file that a program imported.
final class ImportedFile {
    let source: JsonnetSource
    /// What the code gives, once it was evaluated.
    var value: Datum = .absent

    init(_ source: JsonnetSource) {
        self.source = source
    }
}

extension Interpreter {
    /// The text of a program.
    func source(of program: JsonnetVM.Program) throws(JsonnetError) -> SourceFile {
        switch program {
        case .snippet(let text, let name): return SourceFile(name: name, folder: "", bytes: Array(text.utf8))
        case .file(let path):
            do throws(JsonnetImportError) {
                let source = try importer.source(of: path, importedFrom: "")
                return SourceFile(name: source.path, folder: source.folder, bytes: source.bytes.repairedUTF8)
            } catch {
                throw JsonnetError(
                    code: .notFound, message: "RUNTIME ERROR: \(error.message)",
                    text: "RUNTIME ERROR: \(error.message)\n")
            }
        }
    }

    func compile(_ file: SourceFile) throws(JsonnetError) -> (code: Node, slotCount: Int) {
        do throws(SyntaxError) { return try Compiler.compile(file, for: self) } catch { throw JsonnetError(error) }
    }

    /// Runs a program, and calls it where it is a function.
    func evaluateProgram(
        _ code: Node, _ slotCount: Int, arguments: [String: JsonnetVM.Variable]
    ) throws(Failure) -> Datum {
        depth = 1
        let frame = heap.frame(parent: nil, slots: slotCount)
        let value: Datum
        do throws(Failure) { value = try code.evaluate(self, frame) } catch {
            throw error.noting("During evaluation")
        }
        guard case .function(let function) = value else { return value }
        var named: [(name: String, value: Datum)] = []
        for (name, variable) in arguments.sorted(by: { $0.key < $1.key }) {
            named.append((name, try self.variable(variable, "<top-level-arg:\(name)>")))
        }
        do throws(Failure) { return try call(function, [], named: named) } catch {
            throw error.noting("Top-level function call")
        }
    }

    /// The value of a variable of the host; code becomes a thunk.
    private func variable(_ variable: JsonnetVM.Variable, _ name: String) throws(Failure) -> Datum {
        switch variable {
        case .text(let text): return .string(string(text))
        case .code(let text):
            let file = SourceFile(name: name, folder: "", bytes: Array(text.utf8))
            do throws(SyntaxError) {
                let (code, slotCount) = try Compiler.compile(file, for: self)
                return .thunk(thunk(code, heap.frame(parent: nil, slots: slotCount)))
            } catch { throw Failure(error.summary) }
        }
    }

    /// `std.extVar`.
    func externalVariable(_ name: StringRef) throws(Failure) -> Datum {
        let key = text(name)
        if let known = externals[key] { return try value(known) }
        guard let variable = externalVariables[key] else {
            throw Failure("Undefined external variable: \(key)")
        }
        let datum = try self.variable(variable, "<extvar:\(key)>")
        externals[key] = datum
        return try value(datum)
    }

    /// The value of an import.
    func importing(_ path: String, from file: SourceFile, as form: ImportNode.Form) throws(Failure) -> Datum {
        let imported = try self.file(path, from: file.folder)
        switch form {
        case .text: return .string(string(imported.source.bytes.repairedUTF8))
        case .bytes:
            try ensureRoom(count: imported.source.bytes.count, of: 32)
            return .array(array(imported.source.bytes.map { .number(Double($0)) }))
        case .code:
            if case .absent = imported.value {
                let source = imported.source
                let text = SourceFile(
                    name: source.path, folder: source.folder, bytes: source.bytes.repairedUTF8)
                do throws(SyntaxError) {
                    let (code, slotCount) = try Compiler.compile(text, for: self)
                    imported.value = .thunk(thunk(code, heap.frame(parent: nil, slots: slotCount)))
                } catch { throw Failure(error.summary) }
            }
            let value = try value(imported.value)
            imported.value = value
            return value
        }
    }

    private func file(_ path: String, from folder: String) throws(Failure) -> ImportedFile {
        let key = folder + "\u{0}" + path
        if let known = files[key] { return known }
        do throws(JsonnetImportError) {
            let source = try importer.source(of: path, importedFrom: folder)
            let file = files["\u{0}" + source.path] ?? ImportedFile(source)
            files["\u{0}" + source.path] = file
            files[key] = file
            return file
        } catch { throw Failure(error.message) }
    }
}

extension [UInt8] {
    /// The same bytes where they are UTF-8, else with U+FFFD for what is not.
    var repairedUTF8: [UInt8] {
        if allSatisfy({ $0 < 0x80 }) { return self }
        return Array(String(decoding: self, as: UTF8.self).utf8)
    }
}
