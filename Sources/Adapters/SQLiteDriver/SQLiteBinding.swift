import GRDBSQLite
import SQLCore

/// Gives arguments to a prepared statement.
enum SQLiteBinding {
    /// SQLite copies what it is given. (The constant is a macro with a cast, which Swift does not import.)
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    /// Binds `arguments` to the placeholders `$1`, `$2`... of `statement`.
    ///
    /// SQLite reads `$1` as the name of a placeholder and numbers names as they come, so the digits of the name are what
    /// counts. Its names may contain `::`, therefore `$1::bigint` is one too, and the cast has no effect.
    static func bind(_ arguments: [SQLValue], to statement: OpaquePointer, sql: String) throws(SQLError) {
        var highest = 0
        for index in 1..<(sqlite3_bind_parameter_count(statement) + 1) {
            guard let name = sqlite3_bind_parameter_name(statement, index), let number = number(of: name) else {
                throw SQLError.invalidArgument("placeholders are written $1, $2 and so on: \(sql)")
            }
            highest = max(highest, number)
            guard number <= arguments.count else { break }
            try check(bind(arguments[number - 1], at: index, to: statement), index)
        }
        guard highest == arguments.count else {
            throw SQLError.invalidArgument("\(arguments.count) arguments for \(highest) placeholders: \(sql)")
        }
    }

    private static func number(of name: UnsafePointer<CChar>) -> Int? {
        guard name[0] == CChar(UInt8(ascii: "$")) else { return nil }
        var number = 0
        var position = 1
        while case let digit = Int(name[position]) - 48, (0...9).contains(digit), position < 6 {
            number = number * 10 + digit
            position += 1
        }
        return number > 0 ? number : nil
    }

    private static func check(_ code: Int32, _ index: Int32) throws(SQLError) {
        switch code {
        case SQLITE_OK: return
        case SQLITE_TOOBIG: throw SQLError.invalidArgument("$\(index) is larger than SQLite can hold")
        default: throw SQLError.invalidArgument("$\(index): \(String(cString: sqlite3_errstr(code)))")
        }
    }

    private static func bind(
        _ value: SQLValue, at index: Int32, to statement: OpaquePointer
    ) throws(SQLError) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(statement, index)
        case .int(let number): return sqlite3_bind_int64(statement, index, Int64(number))
        case .real(let number): return sqlite3_bind_double(statement, index, number)
        case .text(let text): return try bind(text: text, at: index, to: statement)
        case .utf8(let bytes):
            return try bytes.withUnsafeBytes { utf8 in
                Result { () throws(SQLError) in try bind(utf8: utf8, at: index, to: statement) }
            }.get()
        case .bytes(let bytes):
            // A null pointer would bind NULL, and an empty array may have one.
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), transient)
            }
        case .integers(let numbers):
            return try bind(
                text: "[\(numbers.map(String.init).joined(separator: ","))]", at: index, to: statement)
        case .texts(let texts): return try bind(text: JSONTexts.encode(texts), at: index, to: statement)
        }
    }

    private static func bind(text: String, at index: Int32, to statement: OpaquePointer) throws(SQLError) -> Int32 {
        var text = text
        return try text.withUTF8 { utf8 in
            Result { () throws(SQLError) in
                try bind(utf8: UnsafeRawBufferPointer(utf8), at: index, to: statement)
            }
        }.get()
    }

    private static func bind(
        utf8: UnsafeRawBufferPointer, at index: Int32, to statement: OpaquePointer
    ) throws(SQLError) -> Int32 {
        guard !SQLText.containsZero(utf8) else {
            throw SQLError.invalidArgument("$\(index) is text with the character U+0000")
        }
        guard let start = utf8.baseAddress, !utf8.isEmpty else {
            return sqlite3_bind_text(statement, index, "", 0, transient)
        }
        return sqlite3_bind_text64(
            statement, index, start.assumingMemoryBound(to: CChar.self), UInt64(utf8.count), transient,
            UInt8(SQLITE_UTF8))
    }
}
