/// A value given to a statement.
///
/// Truth values are stored as 0 and 1, instants as whole microseconds since 1970 (`docs/architecture.md`).
/// `Int` has 64 bits on every platform this program supports.
public enum SQLValue: Sendable, Equatable {
    case null
    case int(Int)
    case real(Double)
    /// Text. It must not contain the character U+0000, which PostgreSQL cannot store.
    case text(String)
    /// For a `BYTEA` or `BLOB` column.
    case bytes([UInt8])
    /// For a `TEXT` column, from ready UTF-8 bytes, without making a `String`.
    case utf8([UInt8])
    /// A list for ``SQLDialect/isAny(_:)``.
    case integers([Int])
    /// A list for ``SQLDialect/isAny(_:)``.
    case texts([String])
}

extension SQLValue {
    public init(_ value: Int?) { self = value.map(SQLValue.int) ?? .null }
    public init(_ value: Int32?) { self = value.map { .int(Int($0)) } ?? .null }
    public init(_ value: Int64?) { self = value.map { .int(Int($0)) } ?? .null }
    public init(_ value: Double?) { self = value.map(SQLValue.real) ?? .null }
    public init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
    public init(_ value: [UInt8]?) { self = value.map(SQLValue.bytes) ?? .null }

    /// A truth value: 1 or 0.
    public static func bool(_ value: Bool) -> SQLValue { .int(value ? 1 : 0) }

    /// A truth value that may be missing.
    public static func bool(_ value: Bool?) -> SQLValue { value.map { .int($0 ? 1 : 0) } ?? .null }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
    ExpressibleByNilLiteral, ExpressibleByBooleanLiteral
{
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(floatLiteral value: Double) { self = .real(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .int(value ? 1 : 0) }
}
