/// A row of a result; valid only in the closure it is given to. Columns count from 0.
///
/// Accessors throw ``SQLError/decoding(column:expected:found:)`` when the column holds something else, or NULL where a value is asked for.
public struct SQLRow {
    private let cursor: any SQLCursor

    /// For drivers: wraps the cursor that stands on this row.
    public init(_ cursor: any SQLCursor) { self.cursor = cursor }

    /// How many columns the row has.
    public var count: Int { cursor.columnCount }

    /// The column's name as the database gives it.
    public func name(_ column: Int) -> String { cursor.columnName(column) }

    public func isNull(_ column: Int) -> Bool { cursor.isNull(column) }

    public func int(_ column: Int) throws -> Int { try cursor.integer(column) }

    public func optionalInt(_ column: Int) throws -> Int? { isNull(column) ? nil : try cursor.integer(column) }

    public func real(_ column: Int) throws -> Double { try cursor.real(column) }

    public func optionalReal(_ column: Int) throws -> Double? { isNull(column) ? nil : try cursor.real(column) }

    /// A truth value: a whole number other than 0, or PostgreSQL's `true`.
    public func bool(_ column: Int) throws -> Bool { try cursor.integer(column) != 0 }

    public func optionalBool(_ column: Int) throws -> Bool? { isNull(column) ? nil : try bool(column) }

    public func text(_ column: Int) throws -> String {
        try String(decoding: cursor.bytes(column, .text), as: UTF8.self)
    }

    public func optionalText(_ column: Int) throws -> String? { isNull(column) ? nil : try text(column) }

    /// The bytes of a `BYTEA` or `BLOB` column, or the UTF-8 of a text column.
    public func bytes(_ column: Int) throws -> [UInt8] { try Array(cursor.bytes(column, .any)) }

    public func optionalBytes(_ column: Int) throws -> [UInt8]? { isNull(column) ? nil : try bytes(column) }

    /// As ``bytes(_:)``, without a copy: the pointer must not leave `body`.
    public func withBytes<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        try body(cursor.bytes(column, .any))
    }

    /// The items of a text array of PostgreSQL (NULL items are refused), or of a JSON array of strings on SQLite.
    public func texts(_ column: Int) throws -> [String] { try cursor.texts(column) }
}

/// What a driver offers of the row it stands on.
public protocol SQLCursor: AnyObject {
    var columnCount: Int { get }
    func columnName(_ column: Int) -> String
    func isNull(_ column: Int) -> Bool
    /// Whole numbers and truth values of any width; a `timestamptz` as microseconds since 1970, a `date` as days since 1970.
    func integer(_ column: Int) throws -> Int
    func real(_ column: Int) throws -> Double
    /// The bytes of the column, valid until the cursor moves on.
    func bytes(_ column: Int, _ kind: SQLBytesKind) throws -> UnsafeRawBufferPointer
    func texts(_ column: Int) throws -> [String]
}

/// Which columns may be read as bytes.
public enum SQLBytesKind: Sendable {
    /// Only text, JSON included.
    case text
    /// Text, `BYTEA` and `BLOB`.
    case any
}
