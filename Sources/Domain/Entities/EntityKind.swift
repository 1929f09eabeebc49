/// What stands on a panel (`domain.md 3.14`). The raw value is the code used in addresses, documents and storage.
public enum EntityKind: String, CaseIterable, Sendable, Codable {
    case gene
    case str
    case region

    /// Key of the list in documents and addresses: `genes`, `strs`, `regions`.
    public var plural: String { rawValue + "s" }

    /// Short name for people.
    public var title: String {
        switch self {
        case .gene: "Gene"
        case .str: "STR"
        case .region: "Region"
        }
    }

    /// Text that names an entity in logs; the capitals are part of it (`domain.md 1.3`).
    public func label(_ name: String) -> String {
        switch self {
        case .gene: "gene: \(name)"
        case .str: "STR: \(name)"
        case .region: "Region: \(name)"
        }
    }
}
