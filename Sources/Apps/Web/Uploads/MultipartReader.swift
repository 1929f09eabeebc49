/// Reads a body of `multipart/form-data` (RFC 7578) as it comes, so that a file in it needs no more memory than one piece.
/// Strict like `MultipartForm`, which reads whole bodies without files.
struct MultipartReader {
    enum Event: Hashable {
        case field(MultipartForm.Field)
        /// A file begins; its bytes follow.
        case file(name: String, fileName: String)
        case bytes([UInt8])
        case fileEnd
        /// The last part has ended. What follows does not count.
        case end
    }

    /// Why a body is none.
    enum Fault: Error, Hashable {
        /// It does not have the shape, or is cut short.
        case malformed
        /// Its fields are more or longer than those of any form that takes a file.
        case tooMuch
    }

    /// Bytes of the head of a part.
    private static let longestHead = 8 << 10
    /// Bytes of all fields together, their heads included.
    private static let mostOfFields = 64 << 10

    private enum State {
        case preamble, boundary, head
        case field(String)
        case file, end
    }

    private let mark: [UInt8]
    private var state = State.preamble
    /// What has come and is not told yet. A boundary may be cut anywhere.
    private var rest: [UInt8]
    private var field: [UInt8] = []
    private var spent = 0

    init(boundary: String) {
        mark = Array("\r\n--\(boundary)".utf8)
        // The first boundary may stand at the very beginning.
        rest = Array("\r\n".utf8)
    }

    var isAtEnd: Bool { if case .end = state { true } else { false } }

    /// What these bytes tell.
    mutating func read(_ bytes: some Sequence<UInt8>) throws(Fault) -> [Event] {
        if isAtEnd { return [] }
        rest += bytes
        var events: [Event] = []
        while try step(&events) {}
        return events
    }

    /// Goes on as far as one thing more is told; false when more bytes are needed.
    private mutating func step(_ events: inout [Event]) throws(Fault) -> Bool {
        switch state {
        case .end: return false
        case .boundary: return try passBoundary(&events)
        case .head: return try passHead(&events)
        case .preamble, .field, .file: return try passContent(&events)
        }
    }

    /// Up to the next boundary, or as far as no boundary can begin.
    private mutating func passContent(_ events: inout [Event]) throws(Fault) -> Bool {
        let found = Self.find(mark, in: rest)
        let end = found ?? max(rest.count - mark.count + 1, 0)
        let content = rest[..<end]
        switch state {
        case .field:
            try spend(content.count)
            field += content
        case .file where !content.isEmpty: events.append(.bytes(Array(content)))
        default: break
        }
        rest.removeFirst(found.map { $0 + mark.count } ?? end)
        guard found != nil else { return false }
        switch state {
        case .field(let name): events.append(.field(MultipartForm.Field(name: name, value: field)))
        case .file: events.append(.fileEnd)
        default: break
        }
        field = []
        state = .boundary
        return true
    }

    /// What stands behind a boundary: two dashes at the very end, or the end of the line.
    private mutating func passBoundary(_ events: inout [Event]) throws(Fault) -> Bool {
        if rest.count < 2 { return false }
        if rest.starts(with: "--".utf8) {
            state = .end
            rest = []
            events.append(.end)
            return true
        }
        let blanks = rest.prefix { $0 == 0x20 || $0 == 0x09 }.count
        try spend(blanks)
        rest.removeFirst(blanks)
        if rest.count < 2 { return false }
        guard rest.starts(with: "\r\n".utf8) else { throw .malformed }
        state = .head
        return true
    }

    /// The head, which begins with the end of the boundary's line.
    private mutating func passHead(_ events: inout [Event]) throws(Fault) -> Bool {
        guard let end = Self.find(Array("\r\n\r\n".utf8), in: rest) else {
            if rest.count > Self.longestHead { throw .tooMuch }
            return false
        }
        try spend(end)
        guard let head = MultipartForm.Head(rest[..<end].dropFirst(2)) else { throw .malformed }
        rest.removeFirst(end + 4)
        if let fileName = head.fileName {
            state = .file
            events.append(.file(name: head.name, fileName: fileName))
        } else {
            state = .field(head.name)
        }
        return true
    }

    private mutating func spend(_ count: Int) throws(Fault) {
        spent += count
        if spent > Self.mostOfFields { throw .tooMuch }
    }

    private static func find(_ mark: [UInt8], in bytes: [UInt8]) -> Int? {
        guard let first = mark.first, bytes.count >= mark.count else { return nil }
        let last = bytes.count - mark.count
        var at = 0
        while at <= last, let next = bytes[at...last].firstIndex(of: first) {
            if bytes[next..<(next + mark.count)].elementsEqual(mark) { return next }
            at = next + 1
        }
        return nil
    }
}
