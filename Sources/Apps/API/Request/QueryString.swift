/// The query of an address as the API reads it (`api.md 1.11`): the last value of a repeated name counts, `+` is a space,
/// names are case-sensitive, and unknown names are kept for links.
struct QueryString: Sendable {
    /// Decoded, in the order of the address.
    let items: [(name: String, value: String)]

    init(_ query: String?) {
        items = (query ?? "").split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decode(parts[0]), parts.count == 2 ? Self.decode(parts[1]) : "")
        }
    }

    /// The value of a parameter; an empty one counts as given.
    subscript(name: String) -> String? { items.last { $0.name == name }?.value }

    /// The value of a parameter, unless it is missing or empty.
    func nonEmpty(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }

    /// A comma list: not trimmed, empty elements kept (they match nothing). Nil when missing or empty.
    func list(_ name: String) -> Set<String>? {
        nonEmpty(name).map { Set($0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)) }
    }

    /// The query with `page` set, or dropped when nil, names sorted, in the encoding of paging links (`api.md 3`).
    /// Values of a repeated name keep their order.
    func settingPage(_ page: Int?) -> String {
        var kept = items.filter { $0.name != "page" }
        if let page { kept.append(("page", String(page))) }
        let sorted = kept.enumerated().sorted {
            $0.element.name == $1.element.name ? $0.offset < $1.offset : $0.element.name < $1.element.name
        }
        return sorted.map { "\(Self.encode($0.element.name))=\(Self.encode($0.element.value))" }.joined(separator: "&")
    }

    static func decode(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func encode(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
            case 0x20: out.append(UInt8(ascii: "+"))
            default: out += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
