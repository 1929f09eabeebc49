import Foundation
import Testing

/// The databases that a contract is tested on: `@Test(arguments: DatabaseKind.tested)`.
public enum DatabaseKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite = "SQLite"
    case postgres = "PostgreSQL"

    public var testDescription: String { rawValue }

    /// Both, unless PANELAPP_TEST_SKIP_POSTGRES is set. Without PANELAPP_TEST_POSTGRES the tests on PostgreSQL fail and say so.
    public static let tested: [DatabaseKind] = isPostgresSkipped ? [.sqlite] : [.sqlite, .postgres]

    /// Whether somebody decided to go without PostgreSQL.
    public static let isPostgresSkipped = !(environment("PANELAPP_TEST_SKIP_POSTGRES") ?? "").isEmpty

    static func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}

/// Why a test on PostgreSQL did not run: `@Test(.enabled(if: !DatabaseKind.isPostgresSkipped, postgresSkipped))`.
public let postgresSkipped: Comment = "SKIPPED: PANELAPP_TEST_SKIP_POSTGRES is set, nothing on PostgreSQL is tested"
