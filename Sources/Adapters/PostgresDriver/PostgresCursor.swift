import CLibpq
import SQLCore

/// A row of a result in binary form.
final class PostgresCursor: SQLCursor {
    private var result: PostgresResult
    private let types: [Oid]
    private var row: Int32 = 0

    init(_ result: PostgresResult) {
        self.result = result
        types = result.columnTypes
    }

    /// Stands on a row of the result.
    func move(to row: Int) { self.row = Int32(row) }

    /// Stands on the only row of another result of the same statement.
    func move(to result: PostgresResult) { self.result = result }

    var columnCount: Int { types.count }

    func columnName(_ column: Int) -> String {
        PQfname(result.raw, Int32(column)).map { String(cString: $0) } ?? "\(column)"
    }

    func isNull(_ column: Int) -> Bool {
        guard types.indices.contains(column) else { return true }
        return PQgetisnull(result.raw, row, Int32(column)) == 1
    }

    func integer(_ column: Int) throws -> Int {
        guard let type = type(column) else { throw mismatch(column, "a whole number") }
        let value = raw(column)
        switch type {
        case .int8: return Int(value.bigEndian(Int64.self))
        case .int4: return Int(value.bigEndian(Int32.self))
        case .int2: return Int(value.bigEndian(Int16.self))
        case .oid: return Int(value.bigEndian(UInt32.self))
        case .bool: return value[0] == 0 ? 0 : 1
        case .date:
            let days = value.bigEndian(Int32.self)
            guard days != .max, days != .min else { throw mismatch(column, "a finite date") }
            return Int(days) + PostgresType.epochDays
        case .timestamptz, .timestamp:
            let microseconds = value.bigEndian(Int64.self)
            guard microseconds != .max, microseconds != .min else { throw mismatch(column, "a finite time") }
            return Int(microseconds) + PostgresType.epochMicroseconds
        case .numeric:
            guard let whole = PostgresNumeric(value).whole else { throw mismatch(column, "a whole number") }
            return whole
        default: throw mismatch(column, "a whole number")
        }
    }

    func real(_ column: Int) throws -> Double {
        switch type(column) {
        case .float8: return Double(bitPattern: raw(column).bigEndian(UInt64.self))
        case .float4: return Double(Float(bitPattern: raw(column).bigEndian(UInt32.self)))
        case .numeric: return PostgresNumeric(raw(column)).real
        case .int8, .int4, .int2: return Double(try integer(column))
        default: throw mismatch(column, "a number")
        }
    }

    func bytes(_ column: Int, _ kind: SQLBytesKind) throws -> UnsafeRawBufferPointer {
        guard !isNull(column) else { throw mismatch(column, kind == .text ? "text" : "text or bytes") }
        switch PostgresType(rawValue: types[column]) {
        case .text, .varchar, .bpchar, .json, .name, .unknown, .char: return raw(column)
        case .bytea where kind == .any: return raw(column)
        // The first byte is the version of the format, 1 since there is one.
        case .jsonb: return UnsafeRawBufferPointer(rebasing: raw(column).dropFirst())
        case nil where types[column] >= PostgresType.firstUserDefined: return raw(column)
        default: throw mismatch(column, kind == .text ? "text" : "text or bytes")
        }
    }

    func texts(_ column: Int) throws -> [String] {
        switch type(column) {
        case .textArray, .varcharArray:
            guard let texts = PostgresArray.texts(raw(column)) else {
                throw mismatch(column, "a list of texts without NULL")
            }
            return texts
        default: throw mismatch(column, "a list of texts")
        }
    }

    /// The column's type, or nil when the value is NULL or the type unknown.
    private func type(_ column: Int) -> PostgresType? {
        isNull(column) ? nil : PostgresType(rawValue: types[column])
    }

    private func raw(_ column: Int) -> UnsafeRawBufferPointer {
        let index = Int32(column)
        let length = Int(PQgetlength(result.raw, row, index))
        return UnsafeRawBufferPointer(start: PQgetvalue(result.raw, row, index), count: length)
    }

    private func mismatch(_ column: Int, _ expected: String) -> SQLError {
        guard types.indices.contains(column) else {
            return .decoding(column: "\(column)", expected: expected, found: "no such column")
        }
        let type = PostgresType(rawValue: types[column]).map { "\($0)" } ?? "type number \(types[column])"
        return .decoding(column: columnName(column), expected: expected, found: isNull(column) ? "NULL" : type)
    }
}
