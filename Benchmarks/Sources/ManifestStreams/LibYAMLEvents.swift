internal import CLibYAMLAlone

/// libyaml's own event loop, doing nothing with the events: what reading YAML costs at the least.
public enum LibYAMLEvents {
    /// Number of events in a text.
    public static func count(_ bytes: [UInt8]) -> Int {
        var parser = yaml_parser_t()
        var event = yaml_event_t()
        guard yaml_parser_initialize(&parser) == 1 else { return 0 }
        defer { yaml_parser_delete(&parser) }
        return bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            var count = 0
            while yaml_parser_parse(&parser, &event) == 1 {
                count += 1
                let isLast = event.type == YAML_STREAM_END_EVENT
                yaml_event_delete(&event)
                if isLast { break }
            }
            return count
        }
    }
}
