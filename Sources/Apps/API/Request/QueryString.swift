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

    static func decode(_ text: Substring) -> String { PercentEncoding.decode(text, plusIsSpace: true) }

    static func encode(_ text: String) -> String {
        PercentEncoding.encode(text, keeping: " ").replacing(" ", with: "+")
    }
}
