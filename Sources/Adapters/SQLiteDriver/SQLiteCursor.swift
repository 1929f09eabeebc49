import GRDBSQLite
import SQLCore

/// The row that a statement stands on.
final class SQLiteCursor: SQLCursor {
    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) { self.statement = statement }

    var columnCount: Int { Int(sqlite3_column_count(statement)) }

    func columnName(_ column: Int) -> String {
        sqlite3_column_name(statement, Int32(column)).map { String(cString: $0) } ?? "\(column)"
    }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

    func integer(_ column: Int) throws -> Int {
        guard sqlite3_column_type(statement, Int32(column)) == SQLITE_INTEGER else {
            throw mismatch(column, "a whole number")
        }
        return Int(sqlite3_column_int64(statement, Int32(column)))
    }

    func real(_ column: Int) throws -> Double {
        switch sqlite3_column_type(statement, Int32(column)) {
        case SQLITE_FLOAT, SQLITE_INTEGER: return sqlite3_column_double(statement, Int32(column))
        default: throw mismatch(column, "a number")
        }
    }

    func bytes(_ column: Int, _ kind: SQLBytesKind) throws -> UnsafeRawBufferPointer {
        let index = Int32(column)
        switch sqlite3_column_type(statement, index) {
        case SQLITE_TEXT:
            let start = sqlite3_column_text(statement, index)
            return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index)))
        case SQLITE_BLOB where kind == .any:
            let start = sqlite3_column_blob(statement, index)
            return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index)))
        default: throw mismatch(column, kind == .text ? "text" : "text or bytes")
        }
    }

    func texts(_ column: Int) throws -> [String] {
        guard let texts = try JSONTexts.decode(bytes(column, .text)) else {
            throw mismatch(column, "a JSON array of strings")
        }
        return texts
    }

    private func mismatch(_ column: Int, _ expected: String) -> SQLError {
        let found =
            switch sqlite3_column_type(statement, Int32(column)) {
            case SQLITE_INTEGER: "a whole number"
            case SQLITE_FLOAT: "a real number"
            case SQLITE_TEXT: "text"
            case SQLITE_BLOB: "bytes"
            default: column < columnCount ? "NULL" : "no such column"
            }
        return SQLError.decoding(column: columnName(column), expected: expected, found: found)
    }
}
