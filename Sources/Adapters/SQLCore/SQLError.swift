/// What a database refused or failed to do. The same kinds come from both drivers.
/// No case carries an argument's value, a password or a connection string.
public enum SQLError: Error, Sendable, Equatable {
    /// A unique index or primary key refused a row. The name is the index's, and `<table>_pkey` for a primary key, on both
    /// databases, provided that unique rules are made by `CREATE UNIQUE INDEX`.
    case uniqueViolation(constraint: String)
    /// The name is PostgreSQL's; SQLite does not tell it.
    case foreignKeyViolation(constraint: String?)
    case checkViolation(constraint: String)
    case notNullViolation(column: String)
    /// Two transactions got into each other's way, and repeating did not help.
    case serialization
    /// A lock was not free in time.
    case busy
    /// The statement ran longer than allowed.
    case timeout
    /// No connection became free within the time that the pool may wait.
    case poolExhausted(waited: Duration)
    /// The connection was lost or refused.
    case unavailable(reason: String)
    /// A write on a database, or in a body, that may only be read.
    case readOnly
    /// A table, column or function that the database does not have.
    case undefinedObject(message: String)
    /// A row was needed and none came.
    case noRow(sql: String)
    case decoding(column: String, expected: String, found: String)
    /// A value that the database cannot hold or a number of values that does not fit the statement.
    case invalidArgument(String)
    /// A call at a moment that does not allow it, which is a mistake in the program.
    case misuse(String)
    /// The database was closed.
    case closed
    /// Anything else: PostgreSQL's SQLSTATE or SQLite's extended result code, the message, and the statement.
    case statement(code: String, message: String, sql: String)
}

extension SQLError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .uniqueViolation(let constraint): "a row with this key exists already (\(constraint))"
        case .foreignKeyViolation(let constraint):
            "a row refers to one that does not exist, or is still referred to\(constraint.map { " (\($0))" } ?? "")"
        case .checkViolation(let constraint): "a value is outside what the database allows (\(constraint))"
        case .notNullViolation(let column): "a value is missing (\(column))"
        case .serialization: "the transaction collided with others again and again"
        case .busy: "the database is busy: a lock was not free in time"
        case .timeout: "the statement took longer than allowed"
        case .poolExhausted(let waited): "no database connection became free within \(waited)"
        case .unavailable(let reason): "the database cannot be reached: \(reason)"
        case .readOnly: "the database may only be read"
        case .undefinedObject(let message): "the database lacks something: \(message)"
        case .noRow(let sql): "no row came back from: \(sql)"
        case .decoding(let column, let expected, let found): "column \(column): expected \(expected), found \(found)"
        case .invalidArgument(let what): "a value cannot be given to the database: \(what)"
        case .misuse(let what): "misuse of the database: \(what)"
        case .closed: "the database is closed"
        case .statement(let code, let message, let sql): "the database says \(code): \(message), in: \(sql)"
        }
    }
}
