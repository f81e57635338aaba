import Values

/// Evaluates an expression, within bounds.
struct CELEvaluator {
    /// What one expression may cost, as in the server: about one for each step and each ten characters looked at.
    static let costLimit = 1_000_000

    private var bindings: [(name: String, value: CELValue)]
    /// Values that are only looked up where they are used.
    private let lookUp: (String) -> CELValue?
    private(set) var cost = 0

    init(_ bindings: [String: CELValue], lookUp: @escaping (String) -> CELValue? = { _ in nil }) {
        self.bindings = bindings.map { ($0.key, $0.value) }
        self.lookUp = lookUp
    }

    mutating func charge(_ amount: Int) throws(CELError) {
        cost += amount
        if cost > CELEvaluator.costLimit { throw .costExceeded }
    }

    mutating func evaluate(_ node: CELNode) throws(CELError) -> CELValue {
        try charge(1)
        switch node.kind {
        case .literal(let value): return value
        case .name(let name): return try named(name)
        case .select(let operand, let field, let isTest, let isOptional):
            return try select(try evaluate(operand), field, isTest: isTest, isOptional: isOptional)
        case .index(let operand, let index, let isOptional):
            return try element(try evaluate(operand), try evaluate(index), isOptional: isOptional)
        case .call(let name, let target, let arguments):
            var values: [CELValue] = []
            if let target { values.append(try evaluate(target)) }
            for argument in arguments { values.append(try evaluate(argument)) }
            return try apply(name, values, isMember: target != nil)
        case .list(let elements):
            var values: [CELValue] = []
            for element in elements {
                if case .call(CELFunctions.optionalElement, _, let inner) = element.kind, let first = inner.first {
                    guard case .optional(let value) = try evaluate(first) else { throw .noOverload }
                    if let value { values.append(value) }
                } else {
                    values.append(try evaluate(element))
                }
            }
            return .list(values)
        case .map(let entries):
            var map = CELMap()
            for entry in entries {
                let key = try evaluate(entry.key)
                guard map.insert(key, try evaluate(entry.value)) else {
                    throw CELError("Failed with repeated key: \(CELText.plain(key))")
                }
            }
            return .map(map)
        case .and(let parts): return try logical(parts, deciding: false)
        case .or(let parts): return try logical(parts, deciding: true)
        case .conditional(let test, let yes, let no):
            guard case .bool(let flag) = try evaluate(test) else { throw .noOverload }
            return try evaluate(flag ? yes : no)
        case .comprehension(let part): return try comprehension(part)
        case .bind(let name, let value, let body):
            let bound = try evaluate(value)
            return try with([(name, bound)]) { evaluator throws(CELError) in try evaluator.evaluate(body) }
        }
    }

    private mutating func with<T>(
        _ names: [(String, CELValue)], _ body: (inout CELEvaluator) throws(CELError) -> T
    ) throws(CELError) -> T {
        let count = bindings.count
        for (name, value) in names { bindings.append((name, value)) }
        defer { bindings.removeLast(bindings.count - count) }
        return try body(&self)
    }

    private func named(_ name: String) throws(CELError) -> CELValue {
        if let found = bindings.last(where: { $0.name == name }) { return found.value }
        if let found = lookUp(name) { return found }
        let types = [
            "timestamp": "google.protobuf.Timestamp", "duration": "google.protobuf.Duration", "null_type": "null_type",
        ]
        if ["bool", "int", "uint", "double", "string", "bytes", "list", "map", "type"].contains(name) {
            return .type(name)
        }
        if let type = types[name] { return .type(type) }
        throw CELError("no such attribute(s): \(name)")
    }

    /// Parts joined by `&&` or `||`: one that decides hides the mistakes of the others.
    private mutating func logical(_ parts: [CELNode], deciding: Bool) throws(CELError) -> CELValue {
        var failure: CELError?
        for part in parts {
            do throws(CELError) {
                guard case .bool(let flag) = try evaluate(part) else {
                    failure = failure ?? .noOverload
                    continue
                }
                if flag == deciding { return .bool(deciding) }
            } catch {
                if error == .costExceeded { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return .bool(!deciding)
    }

    // MARK: - Parts of values

    private func select(
        _ operand: CELValue, _ field: String, isTest: Bool, isOptional: Bool
    ) throws(CELError) -> CELValue {
        if case .optional(let inner) = operand {
            guard let inner else { return isTest ? .bool(false) : .optional(nil) }
            let found = inner.member(field, isField: true)
            return isTest ? .bool(found != nil) : .optional(found)
        }
        guard operand.entries != nil || operand.count != nil else { throw .noOverload }
        guard operand.elements == nil else { throw .noOverload }
        let found = operand.member(field, isField: true)
        if isTest { return .bool(found != nil) }
        if isOptional { return .optional(found) }
        guard let found else { throw CELError("no such key: \(field)") }
        return found
    }

    private func element(_ operand: CELValue, _ index: CELValue, isOptional: Bool) throws(CELError) -> CELValue {
        if case .optional(let inner) = operand {
            guard let inner else { return .optional(nil) }
            return try element(inner, index, isOptional: true)
        }
        if let count = operand.count, operand.elements == nil {
            _ = count
            let found = operand.value(of: index)
            if isOptional { return .optional(found) }
            guard let found else { throw CELError("no such key: \(CELText.plain(index))") }
            return found
        }
        guard let elements = operand.elements else { throw .noOverload }
        let position: Int64
        switch index {
        case .int(let number): position = number
        case .uint(let number): position = Int64(clamping: number)
        case .double(let number):
            guard let whole = Int64(exactly: number) else { throw CELError("unsupported index value: \(number)") }
            position = whole
        default: throw .noOverload
        }
        guard position >= 0, position < elements.count else {
            if isOptional { return .optional(nil) }
            throw CELError("index out of bounds: \(position)")
        }
        return isOptional ? .optional(elements[Int(position)]) : elements[Int(position)]
    }

    // MARK: - Comprehensions

    private mutating func comprehension(_ part: CELComprehension) throws(CELError) -> CELValue {
        let range = try evaluate(part.range)
        let pairs: [(CELValue, CELValue)]
        if let elements = range.elements {
            pairs = elements.enumerated().map { (.int(Int64($0.offset)), $0.element) }
        } else if let entries = range.entries {
            pairs = part.names.count == 1 ? entries.map { ($0.value, $0.key) } : entries.map { ($0.key, $0.value) }
        } else {
            throw .noOverload
        }
        try charge(pairs.count)
        var gathered: [CELValue] = []
        var map = CELMap()
        var matches = 0
        var failure: CELError?
        for (first, second) in pairs {
            // One name stands for the element of a list or the key of a map.
            let names =
                part.names.count == 1 ? [(part.names[0], second)] : [(part.names[0], first), (part.names[1], second)]
            let outcome = try with(names) { evaluator throws(CELError) -> Outcome in
                try evaluator.step(part)
            }
            switch (part.macro, outcome) {
            case (.all, .skipped): return .bool(false)
            case (.exists, .taken): return .bool(true)
            case (.all, .failed(let error)), (.exists, .failed(let error)): failure = failure ?? error
            case (_, .failed(let error)): throw error
            case (_, .skipped): continue
            case (_, .taken(let value)):
                matches += 1
                switch part.macro {
                case .filter: gathered.append(names[0].1)
                case .map, .transformList: gathered.append(value ?? .null)
                case .transformMap: _ = map.insert(first, value ?? .null)
                default: continue
                }
            }
        }
        if let failure { throw failure }
        switch part.macro {
        case .all: return .bool(true)
        case .exists: return .bool(false)
        case .existsOne: return .bool(matches == 1)
        case .filter, .map, .transformList: return .list(gathered)
        case .transformMap: return .map(map)
        }
    }

    /// What became of one element.
    private enum Outcome {
        case skipped
        case taken(CELValue?)
        case failed(CELError)
    }

    private mutating func step(_ part: CELComprehension) throws(CELError) -> Outcome {
        do throws(CELError) {
            if let condition = part.condition {
                guard case .bool(let flag) = try evaluate(condition) else { throw .noOverload }
                if !flag { return .skipped }
            }
            guard let result = part.result else { return .taken(nil) }
            return .taken(try evaluate(result))
        } catch {
            if error == .costExceeded { throw error }
            return .failed(error)
        }
    }
}
