/// Writes HTML straight into bytes, escaping by default.
///
/// Markup comes only from literals (`StaticString`) or from another writer, so nothing a person typed can become
/// markup. A table row costs about a microsecond this way; templates cost 30 to 190, result-builder trees 3 to 5
/// (docs/architecture.md).
public struct HTML: Sendable {
    /// What was written so far, UTF-8.
    public private(set) var bytes: [UInt8] = []

    /// Places that are filled anew for every reader, in order. What stands there now is for somebody who is not signed in.
    private(set) var slots: [Slot] = []

    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// A piece made by `build`, to be put into other pages later.
    public init(capacity: Int = 0, _ build: (inout HTML) -> Void) {
        self.init(capacity: capacity)
        build(&self)
    }

    /// The text, for tests and messages.
    public var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Markup that is part of the program.
    public mutating func raw(_ markup: StaticString) {
        if markup.hasPointerRepresentation {
            markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
        } else {
            bytes.append(contentsOf: String(describing: markup).utf8)
        }
    }

    /// A piece that another writer made.
    public mutating func piece(_ piece: HTML) {
        slots += piece.slots.map { $0.moved(by: bytes.count) }
        bytes.append(contentsOf: piece.bytes)
    }

    /// A place that is filled anew for every reader; `anonymous` writes what stands there for one who is not signed in.
    mutating func slot(_ kind: Slot.Kind, anonymous: (inout HTML) -> Void = { _ in }) {
        let start = bytes.count
        anonymous(&self)
        slots.append(Slot(kind: kind, range: start..<bytes.count))
    }

    /// Whether a form that changes something was written so far.
    var hasForm: Bool { slots.contains { $0.kind == .formToken } }

    /// Bytes of a finished page.
    mutating func copy(_ page: some Collection<UInt8>) { bytes.append(contentsOf: page) }

    /// Part of a piece that another writer made, cut where that writer stood between two elements or attributes.
    mutating func slice(_ piece: borrowing HTML, _ range: Range<Int>) { bytes.append(contentsOf: piece.bytes[range]) }

    /// Text for people, also inside quoted attribute values.
    public mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            // Most texts need no escaping: one look, then one append.
            if utf8.contains(where: Self.needsEscape) {
                for byte in utf8 { escape(byte) }
            } else {
                bytes.append(contentsOf: utf8)
            }
        }
    }

    public mutating func text(_ text: Substring) { self.text(String(text)) }

    /// A number as digits, without separators.
    public mutating func digits(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

    /// A number for people: `2,513`.
    public mutating func number(_ number: Int) { bytes.append(contentsOf: Words.number(number).utf8) }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
            || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "&"): raw("&amp;")
        case UInt8(ascii: "<"): raw("&lt;")
        case UInt8(ascii: ">"): raw("&gt;")
        case UInt8(ascii: "\""): raw("&quot;")
        case UInt8(ascii: "'"): raw("&#39;")
        default: bytes.append(byte)
        }
    }
}
