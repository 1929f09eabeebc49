import CLibpq
import SQLCore

/// Turns what PostgreSQL and libpq say into ``SQLError``.
enum PostgresErrors {
    static func error(of result: OpaquePointer, on handle: OpaquePointer, sql: String) -> SQLError {
        guard let state = field(.sqlState, of: result) else { return lost(handle) }
        let message = field(.message, of: result) ?? ""
        let constraint = field(.constraint, of: result)
        switch state {
        case "23505": return .uniqueViolation(constraint: constraint ?? "")
        case "23503": return .foreignKeyViolation(constraint: constraint)
        case "23514": return .checkViolation(constraint: constraint ?? "")
        case "23502": return .notNullViolation(column: field(.column, of: result) ?? "")
        case "40001", "40P01": return .serialization
        case "55P03": return .busy
        case "57014": return .timeout
        case "25006": return .readOnly
        case "42P01", "42703", "42883", "3F000": return .undefinedObject(message: message)
        case "22021": return .invalidArgument("text that is no UTF-8")
        case "08P01": return .invalidArgument("\(message): \(sql)")
        case "57P01", "57P02", "57P03", "57P05", "25P03", "53300": return .unavailable(reason: message)
        case _ where state.hasPrefix("08"): return .unavailable(reason: message)
        // Messages about data quote the data after a colon.
        case _ where state.hasPrefix("22"):
            let safe = message.range(of: ": \"").map { String(message[..<$0.lowerBound]) } ?? message
            return .statement(code: state, message: safe, sql: sql)
        default: return .statement(code: state, message: message, sql: sql)
        }
    }

    /// The connection could not be made or is broken. libpq's message names host, port and user, never the password.
    static func lost(_ handle: OpaquePointer) -> SQLError {
        let message = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        let lines = message.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " || $0 == "\t" } }
        return .unavailable(reason: lines.isEmpty ? "the connection was lost" : lines.joined(separator: " "))
    }

    /// The parts of a message by libpq's letters (`PG_DIAG_...`), which are character constants and not imported.
    private enum Field: Unicode.Scalar {
        case sqlState = "C"
        case message = "M"
        case constraint = "n"
        case column = "c"
    }

    private static func field(_ field: Field, of result: OpaquePointer) -> String? {
        PQresultErrorField(result, Int32(field.rawValue.value)).map { String(cString: $0) }
    }
}

extension SQLError {
    /// Whether the connection cannot be used any more.
    var losesConnection: Bool { if case .unavailable = self { true } else { false } }

    /// Whether prepared statements do not stay where they were made: behind a pooler that changes servers between
    /// transactions one is missing (26000), or there already (42P05).
    var lacksStatement: Bool {
        if case .statement("26000", _, _) = self { return true }
        if case .statement("42P05", _, _) = self { return true }
        return false
    }
}
