/// One field of an object as a listing tells it.
struct ListedField {
    var symbol: Int32
    var layer: Int32
    var position: Int32
    var isHidden: Bool
}

extension Interpreter {
    /// The fields of an object in the order of their names.
    func fields(of object: ObjectRef, includingHidden: Bool = false) -> [ListedField] {
        let layers = layers(object)
        let count = object.pointee.layerCount
        if count == 1 { return fields(of: layers[0].table, includingHidden: includingHidden) }
        var places: [Int32: Int] = [:]
        var result: [ListedField] = []
        for layer in 0..<count {
            let table = layers[layer].table
            for position in 0..<table.pointee.count {
                let field = table.pointee.fields[position]
                let listed = ListedField(
                    symbol: field.symbol, layer: Int32(truncatingIfNeeded: layer),
                    position: Int32(truncatingIfNeeded: position), isHidden: field.visibility == .hidden)
                if let place = places[field.symbol] {
                    let wasHidden = result[place].isHidden
                    result[place] = listed
                    if field.visibility == .inherited { result[place].isHidden = wasHidden }
                } else {
                    places[field.symbol] = result.count
                    result.append(listed)
                }
            }
        }
        if !includingHidden { result.removeAll { $0.isHidden } }
        result.sort { compare(symbols.text($0.symbol), symbols.text($1.symbol)) < 0 }
        return result
    }

    private func fields(of table: FieldTableRef, includingHidden: Bool) -> [ListedField] {
        let count = table.pointee.count
        let cells = table.pointee.fields
        let order = table.pointee.sorted ?? sort(table)
        var result: [ListedField] = []
        result.reserveCapacity(count)
        for index in 0..<count {
            let field = cells[Int(order[index])]
            let isHidden = field.visibility == .hidden
            if isHidden && !includingHidden { continue }
            result.append(ListedField(symbol: field.symbol, layer: 0, position: order[index], isHidden: isHidden))
        }
        return result
    }

    private func sort(_ table: FieldTableRef) -> UnsafeMutablePointer<Int32> {
        let count = table.pointee.count
        let cells = table.pointee.fields
        let order = heap.buffer(of: Int32.self, count: count)
        for index in 0..<count { (order + index).initialize(to: Int32(truncatingIfNeeded: index)) }
        var places = UnsafeMutableBufferPointer(start: order, count: count)
        places.sort {
            compare(symbols.text(cells[Int($0)].symbol), symbols.text(cells[Int($1)].symbol)) < 0
        }
        table.pointee.sorted = order
        return order
    }

    /// Number of fields that are shown.
    func visibleFieldCount(_ object: ObjectRef) -> Int { fields(of: object).count }

    /// The value of a listed field; assertions are checked first.
    func value(_ object: ObjectRef, _ field: ListedField) throws(Failure) -> Datum {
        if object.pointee.assertions == .pending { try checkAssertions(object) }
        return try fieldValue(object, Int(field.layer), Int(field.position))
    }
}
