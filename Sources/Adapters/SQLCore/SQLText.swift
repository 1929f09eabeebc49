import Foundation

/// For drivers: checks and quoting of text for SQL.
public enum SQLText {
    /// Whether UTF-8 contains U+0000, which PostgreSQL cannot store.
    public static func containsZero(_ utf8: UnsafeRawBufferPointer) -> Bool {
        guard let start = utf8.baseAddress else { return false }
        return memchr(start, 0, utf8.count) != nil
    }

    /// A table's or column's name in double quotes.
    public static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }
}
