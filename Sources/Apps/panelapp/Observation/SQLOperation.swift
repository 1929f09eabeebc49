/// The kind of a statement, as metrics and spans name it.
enum SQLOperation: String, Sendable {
    case select, insert, update, delete, copy, other

    /// By the first letters, without making a text.
    init(_ sql: String) {
        var letters = sql.utf8.lazy.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.makeIterator()
        let first = letters.next().map { $0 | 0x20 }
        let second = letters.next().map { $0 | 0x20 }
        self =
            switch (first, second) {
            case (UInt8(ascii: "s"), UInt8(ascii: "e")), (UInt8(ascii: "w"), UInt8(ascii: "i")): .select
            case (UInt8(ascii: "i"), UInt8(ascii: "n")): .insert
            case (UInt8(ascii: "u"), UInt8(ascii: "p")): .update
            case (UInt8(ascii: "d"), UInt8(ascii: "e")): .delete
            default: .other
            }
    }
}
