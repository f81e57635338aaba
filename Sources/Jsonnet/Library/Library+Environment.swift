extension Library {
    /// What comes from outside of the program.
    static let environment: [Builtin] = [
        Builtin("extVar", "x") { vm, a throws(Failure) in try vm.externalVariable(try vm.string(a[0])) },
        Builtin("native", "x") { vm, a throws(Failure) in
            let name = vm.text(try vm.string(a[0]))
            guard let native = vm.natives[name] else { return .null }
            return .function(
                vm.heap.cell(FunctionCell(code: nil, frame: nil, builtin: Unmanaged.passUnretained(native))))
        },
        Builtin("trace", "str rest~", wantsSite: true) { vm, a throws(Failure) in
            let message = vm.text(try vm.string(a[0]))
            if let site = vm.callSite {
                let line = site.file.position(at: Int(site.range.start)).line
                vm.traceOutput("TRACE: \(site.file.name):\(line) \(message)")
            }
            return try vm.value(a[1])
        },
    ]
}
