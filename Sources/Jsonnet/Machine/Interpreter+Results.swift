internal import Values

extension Interpreter {
    /// A value as JSON, or a string as it is.
    func document(_ value: Datum, isText: Bool) throws(Failure) -> [UInt8] {
        if isText {
            guard case .string(let string) = value else {
                throw Failure(
                    "expected string result, got: \(value.typeName)", code: .unexpectedResult
                ).noting("During manifestation")
            }
            return Array(bytes(string))
        }
        var writer = JSONWriter(self, style: .document)
        do throws(Failure) { try writer.write(value) } catch { throw error.noting("During manifestation") }
        return writer.text.bytes
    }

    func writeFiles(_ value: Datum, isText: Bool) throws(Failure) -> [(name: String, content: String)] {
        guard case .object(let object) = value else {
            throw Failure(
                "multi mode: top-level object was a \(value.typeName), should be an object whose keys are filenames"
                    + " and values hold the JSON for that file.", code: .unexpectedResult
            ).noting("During manifestation")
        }
        var files: [(name: String, content: String)] = []
        for field in fields(of: object) {
            let name = text(symbols.text(field.symbol))
            let content: Datum
            do throws(Failure) { content = try self.value(object, field) } catch {
                throw error.noting("Field \(GoText.quoted(name))").noting("During manifestation")
            }
            var bytes = try document(content, isText: isText)
            bytes.append(UInt8(ascii: "\n"))
            files.append((name, String(decoding: bytes, as: UTF8.self)))
        }
        return files
    }

    func writeStream(_ value: Datum, isText: Bool) throws(Failure) -> String {
        guard case .array(let array) = value else {
            throw Failure(
                "stream mode: top-level object was a \(value.typeName), should be an array whose elements hold the"
                    + " JSON for each document in the stream.", code: .unexpectedResult
            ).noting("During manifestation")
        }
        var text = TextBuilder()
        for index in 0..<array.pointee.count {
            let element: Datum
            do throws(Failure) { element = try self.element(array, index) } catch {
                throw error.noting("Array element \(index)").noting("During manifestation")
            }
            text.append("---\n")
            text.append(try document(element, isText: isText))
            text.append("\n")
        }
        if array.pointee.count > 0 { text.append("...\n") }
        return String(decoding: text.bytes, as: UTF8.self)
    }

    /// A value as the engine's tree, evaluated to its leaves.
    func export(_ value: Datum) throws(Failure) -> Value {
        switch value {
        case .null, .absent: return .null
        case .bool(let holds): return .bool(holds)
        case .number(let number):
            if let integer = Int64(exactly: number), abs(number) < 9_007_199_254_740_992 { return .int(integer) }
            return .double(number)
        case .string(let string): return .string(text(string))
        case .thunk(let thunk): return try export(try force(thunk))
        case .function: throw Failure("couldn't manifest function as JSON")
        case .array(let array):
            try step()
            var elements: [Value] = []
            elements.reserveCapacity(array.pointee.count)
            for index in 0..<array.pointee.count {
                do throws(Failure) { elements.append(try export(try element(array, index))) } catch {
                    throw error.noting("Array element \(index)")
                }
            }
            return .array(elements)
        case .object(let object): return .object(try export(object))
        }
    }

    private func export(_ object: ObjectRef) throws(Failure) -> Object {
        try step()
        if object.pointee.assertions == .pending {
            do throws(Failure) { try checkAssertions(object) } catch {
                throw error.noting("Checking object assertions")
            }
        }
        var members: [Object.Member] = []
        for field in fields(of: object) {
            let name = text(symbols.text(field.symbol))
            do throws(Failure) {
                members.append(Object.Member(key: name, value: try export(try value(object, field))))
            } catch { throw error.noting("Field \(GoText.quoted(name))") }
        }
        return Object(uniqueMembers: members)
    }
}
