/// The canonical text of parts of a program, which Go's messages quote.
extension Program {
    func text(ofPipe index: Int) -> String {
        let pipe = pipes[index]
        var text = ""
        if pipe.declarations.count > 0 {
            text = pipe.declarations.range.map { strings[Int(declarations[$0].name)] }.joined(separator: ", ")
            text += pipe.isAssignment ? " = " : " := "
        }
        return text + pipe.commands.range.map { self.text(ofCommand: $0) }.joined(separator: " | ")
    }

    func text(ofCommand index: Int) -> String {
        commands[index].operands.range.map { operand in
            let text = text(ofOperand: operand)
            return operands[operand].kind == .pipe ? "(\(text))" : text
        }.joined(separator: " ")
    }

    func text(ofOperand index: Int) -> String {
        let operand = operands[index]
        let fields = operand.names.range.map { "." + names[$0] }.joined()
        switch operand.kind {
        case .dot: return "."
        case .nilLiteral: return "nil"
        case .boolean: return operand.first == 1 ? "true" : "false"
        case .number: return numbers[Int(operand.first)].text
        case .string: return strings[Int(operand.second)]
        case .field: return fields
        case .variable: return strings[Int(operand.second)] + fields
        case .function: return strings[Int(operand.second)]
        case .pipe: return text(ofPipe: Int(operand.first))
        case .chain:
            let inner = text(ofOperand: Int(operand.first))
            return (operands[Int(operand.first)].kind == .pipe ? "(\(inner))" : inner) + fields
        }
    }

    func text(ofNode index: Int) -> String {
        let node = nodes[index]
        switch node.kind {
        case .action: return "{{\(text(ofPipe: Int(node.first)))}}"
        case .template:
            let pipe = node.second >= 0 ? " " + text(ofPipe: Int(node.second)) : ""
            return "{{template \(GoQuoting.quoted(strings[Int(node.first)]))\(pipe)}}"
        case .breakNode: return "{{break}}"
        case .continueNode: return "{{continue}}"
        default: return ""
        }
    }
}
