/// What a variable, an array element or a field holds while a program runs.
///
/// A datum is two words without reference counts: everything it points at lives in the ``Heap`` of one evaluation and
/// is released with it, so copying costs nothing and cycles, which lazy programs are full of, need no care.
enum Datum {
    case null
    case bool(Bool)
    case number(Double)
    case string(StringRef)
    case array(ArrayRef)
    case object(ObjectRef)
    case function(FunctionRef)
    /// Not evaluated yet, or evaluated by another holder of the same thunk. Found in slots only.
    case thunk(ThunkRef)
    /// Nothing yet. Found in slots only.
    case absent
}

typealias StringRef = UnsafeMutablePointer<StringCell>
typealias ArrayRef = UnsafeMutablePointer<ArrayCell>
typealias ObjectRef = UnsafeMutablePointer<ObjectCell>
typealias FunctionRef = UnsafeMutablePointer<FunctionCell>
typealias ThunkRef = UnsafeMutablePointer<ThunkCell>
typealias FrameRef = UnsafeMutablePointer<FrameCell>

/// Text as UTF-8, either flat or as the sum of two texts that is written out when somebody looks at it.
struct StringCell {
    /// The bytes; nil while this is a sum.
    var base: UnsafeMutablePointer<UInt8>?
    var byteCount: Int
    /// Number of code points, -1 while not counted.
    var scalarCount: Int
    /// Where the bytes live, so that appending to the text that ends there needs no copy.
    var buffer: UnsafeMutablePointer<BufferCell>? = nil
    var left: StringRef? = nil
    var right: StringRef? = nil
    /// The symbol of the text as a field name, -1 while not asked for.
    var symbol: Int32
}

/// Room that several strings or arrays share, each a piece of it.
struct BufferCell {
    /// Units in use from the beginning.
    var used: Int
    /// Units there are.
    var capacity: Int
}

/// A list; its elements are evaluated when they are looked at.
struct ArrayCell {
    var base: UnsafeMutablePointer<Datum>
    var count: Int
    var buffer: UnsafeMutablePointer<BufferCell>? = nil
}

/// A computation that is done at most once.
struct ThunkCell {
    /// The result, `absent` before there is one.
    var result: Datum
    var frame: FrameRef
    var code: Unmanaged<Node>
}

/// A function: code with the frame it was made in, or one of the library's.
struct FunctionCell {
    var code: Unmanaged<FunctionNode>?
    var frame: FrameRef?
    var builtin: Unmanaged<Builtin>?
}

/// The variables of one activation; as many slots as its code needs follow the cell in memory.
struct FrameCell {
    var parent: FrameRef?
    /// The object that `self` is, in the frame of an object's layer.
    var object: ObjectRef?
    /// The layer of ``object`` that the code belongs to, counted from the lowest.
    var layer: Int32
    var slotCount: Int32
    /// Whether something that may outlive the activation points here.
    var isCaptured: Bool
}

extension UnsafeMutablePointer where Pointee == FrameCell {
    /// The slots of the frame.
    @inline(__always)
    var slots: UnsafeMutablePointer<Datum> {
        UnsafeMutableRawPointer(self + 1).assumingMemoryBound(to: Datum.self)
    }

    /// The frame some links outwards.
    @inline(__always)
    func outer(_ hops: Int) -> FrameRef {
        var frame = self
        var remaining = hops
        while remaining > 0 {
            // The compiler counts the links, so there is always a parent here.
            guard let parent = frame.pointee.parent else { return frame }
            frame = parent
            remaining -= 1
        }
        return frame
    }
}

/// An object: layers of fields, the later ones override the earlier ones.
struct ObjectCell {
    /// The state of an object's assertions.
    enum Assertions: UInt8 {
        case none, pending, checked
    }

    /// The layers from the lowest to the topmost; nil while this is a sum that nobody looked at.
    var layers: UnsafeMutablePointer<LayerCell>?
    var layerCount: Int
    var left: ObjectRef?
    var right: ObjectRef?
    var assertions: Assertions
    /// Look-up table over all layers of an object with many, nil while there is none.
    var index: UnsafeMutablePointer<MergedIndex>?
}

/// One object literal's share of an object.
struct LayerCell {
    var table: FieldTableRef
    /// The frame that the literal stood in.
    var environment: FrameRef?
    /// The frame of this layer in this object, made when first needed: the object's locals, then the fields' values.
    var frame: FrameRef?
    /// The frames of the fields of a comprehension, by field.
    var fieldFrames: UnsafeMutablePointer<FrameRef>?
}

typealias FieldTableRef = UnsafeMutablePointer<FieldTable>

/// The fields of one object literal.
struct FieldTable {
    var fields: UnsafeMutablePointer<FieldCell>
    var count: Int
    /// Slots before the fields' values in a layer's frame.
    var localCount: Int
    /// The literal, which knows the assertions; nil for objects made by the library.
    var code: Unmanaged<ObjectNode>?
    /// Slots of positions by symbol, -1 where free; nil for short tables.
    var buckets: UnsafeMutablePointer<Int32>?
    var bucketMask: Int
    /// Positions in the order of the names, nil while not asked for.
    var sorted: UnsafeMutablePointer<Int32>?
}

/// One field of a table.
struct FieldCell {
    var symbol: Int32
    var visibility: Syntax.Visibility
    /// Written with `+:`.
    var extends: Bool
    /// Slots of the frame that the body wants for itself; -1 where it is content with the layer's.
    var frameSlots: Int32
    var code: Unmanaged<Node>?
}

/// A look-up table over all the layers of an object.
struct MergedIndex {
    /// Layer and position by bucket, layer -1 where free.
    var entries: UnsafeMutablePointer<(symbol: Int32, layer: Int32, position: Int32)>
    var mask: Int
}
