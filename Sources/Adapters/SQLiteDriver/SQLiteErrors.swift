import GRDB
import GRDBSQLite
import SQLCore

/// Turns SQLite's result codes into ``SQLError``.
enum SQLiteErrors {
    /// The error of the last call on a connection. `extendedCode` is SQLite's extended result code.
    static func error(_ extendedCode: Int32, on connection: OpaquePointer, sql: String) -> any Error {
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? ""
        if ResultCode(rawValue: extendedCode) == .SQLITE_CONSTRAINT_UNIQUE {
            return SQLError.uniqueViolation(constraint: SQLiteConstraints.uniqueName(message, on: connection))
        }
        return error(extendedCode, message: message, sql: sql)
    }

    /// Errors that GRDB throws (opening, preparing, transactions) as ours; others unchanged.
    static func typed(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return self.error(
            error.extendedResultCode.rawValue, message: error.message ?? "unknown", sql: error.sql ?? "")
    }

    /// Why a file could not be opened.
    static func openingReason(_ error: any Error) -> String {
        (error as? DatabaseError)?.message ?? "\(error)"
    }

    private static func error(_ extendedCode: Int32, message: String, sql: String) -> any Error {
        let subject = SQLiteConstraints.subject(of: message)
        switch ResultCode(rawValue: extendedCode) {
        case .SQLITE_CONSTRAINT_UNIQUE: return SQLError.uniqueViolation(constraint: subject)
        case .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            return SQLError.uniqueViolation(constraint: SQLiteConstraints.primaryKeyName(subject))
        case .SQLITE_CONSTRAINT_FOREIGNKEY: return SQLError.foreignKeyViolation(constraint: nil)
        case .SQLITE_CONSTRAINT_CHECK: return SQLError.checkViolation(constraint: subject)
        case .SQLITE_CONSTRAINT_NOTNULL:
            return SQLError.notNullViolation(column: subject.split(separator: ".").last.map(String.init) ?? subject)
        default: break
        }
        switch extendedCode & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: return SQLError.busy
        case SQLITE_INTERRUPT: return CancellationError()
        case SQLITE_READONLY: return SQLError.readOnly
        case SQLITE_CANTOPEN, SQLITE_NOTADB, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_FULL:
            return SQLError.unavailable(reason: message)
        case SQLITE_ERROR where message.hasPrefix("no such"): return SQLError.undefinedObject(message: message)
        default: return SQLError.statement(code: String(extendedCode), message: message, sql: sql)
        }
    }
}

/// Names of constraints as PostgreSQL would give them, from SQLite's messages.
enum SQLiteConstraints {
    /// What follows the colon: `UNIQUE constraint failed: panel.name` gives `panel.name`.
    static func subject(of message: String) -> String {
        guard let colon = message.range(of: ": ") else { return message }
        return String(message[colon.upperBound...])
    }

    /// `panel.id` gives `panel_pkey`.
    static func primaryKeyName(_ subject: String) -> String {
        "\(subject.split(separator: ".").first ?? "")_pkey"
    }

    /// The unique index that a message means. SQLite tells its columns (or, of an index over an expression, its name), so the
    /// name is looked up. A unique rule without an index of its own gets PostgreSQL's default name, `panel_name_key`.
    static func uniqueName(_ message: String, on connection: OpaquePointer) -> String {
        let subject = subject(of: message)
        if subject.hasPrefix("index '") { return String(subject.dropFirst("index '".count).dropLast()) }
        let qualified = subject.split(separator: ",").map { $0.drop { $0 == " " } }
        let columns = qualified.compactMap { $0.split(separator: ".").last }.joined(separator: ",")
        guard let table = qualified.first?.split(separator: ".").first else { return subject }
        for index in uniqueIndexes(of: String(table), on: connection) where index.columns == columns {
            switch index.origin {
            case "c": return index.name
            case "pk": return primaryKeyName(subject)
            default: continue
            }
        }
        return "\(table)_\(columns.split(separator: ",").joined(separator: "_"))_key"
    }

    private struct UniqueIndex {
        let name: String
        let origin: String
        let columns: String
    }

    private static func uniqueIndexes(of table: String, on connection: OpaquePointer) -> [UniqueIndex] {
        let sql = """
            SELECT i.name, i.origin, (SELECT group_concat(name, ',') FROM
                (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
            FROM pragma_index_list($1) AS i WHERE i."unique" = 1
            """
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &prepared, nil) == SQLITE_OK, let prepared else { return [] }
        defer { sqlite3_finalize(prepared) }
        guard (try? SQLiteBinding.bind([.text(table)], to: prepared, sql: sql)) != nil else { return [] }
        let cursor = SQLiteCursor(prepared)
        let row = SQLRow(cursor)
        var result: [UniqueIndex] = []
        while sqlite3_step(prepared) == SQLITE_ROW {
            guard let name = try? row.text(0), let origin = try? row.text(1) else { continue }
            result.append(UniqueIndex(name: name, origin: origin, columns: (try? row.text(2)) ?? ""))
        }
        return result
    }
}
