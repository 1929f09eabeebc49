extension JSONText {
    /// The same value with the keys of every object in the order of a PostgreSQL `jsonb` column: by length, then bytewise
    /// (`api.md 1.10`). Originals keep gene data in such columns, so this is the order that clients know.
    public func inStoredKeyOrder() throws(JSONError) -> JSONText {
        var scanner = JSONScanner(bytes)
        var json = JSONWriter(capacity: bytes.count)
        try scanner.copyValueInStoredKeyOrder(to: &json)
        try scanner.end()
        return JSONText(unchecked: json.bytes)
    }
}

extension JSONScanner {
    fileprivate mutating func copyValueInStoredKeyOrder(to json: inout JSONWriter) throws(JSONError) {
        switch nextByte() {
        case UInt8(ascii: "{"):
            var members: [(key: String, value: JSONWriter)] = []
            try object { (key, scanner) throws(JSONError) in
                var value = JSONWriter()
                try scanner.copyValueInStoredKeyOrder(to: &value)
                members.append((key, value))
            }
            members.sort { a, b in
                a.key.utf8.count != b.key.utf8.count
                    ? a.key.utf8.count < b.key.utf8.count : a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
            }
            json.beginObject()
            for member in members {
                json.key(member.key)
                json.raw(member.value.bytes)
            }
            json.endObject()
        case UInt8(ascii: "["):
            json.beginArray()
            try array { (scanner) throws(JSONError) in try scanner.copyValueInStoredKeyOrder(to: &json) }
            json.endArray()
        default: try copyValue(to: &json)
        }
    }
}
