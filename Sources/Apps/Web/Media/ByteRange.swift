import HTTPTypes

/// Which bytes of a body a request wants (RFC 9110, 14).
enum ByteRange: Equatable {
    case whole
    case part(Range<Int>)
    /// 416: nothing of what was asked for exists.
    case none

    /// One range of bytes. Anything else, several ranges among them, gives the whole, as the RFC allows.
    /// - Parameters:
    ///   - tag: the body's entity tag as its header has it, quotation marks included.
    ///   - modified: the body's `Last-Modified`.
    static func wanted(_ headers: HTTPFields, size: Int, tag: String, modified: String) -> ByteRange {
        guard let text = headers[.range], text.lowercased().hasPrefix("bytes=") else { return .whole }
        // The rest of a body that has changed since is of no use to whoever has its beginning.
        if let condition = headers[.ifRange], condition != tag, condition != modified { return .whole }
        let ends = text.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return .whole }
        switch (number(ends[0]), number(ends[1])) {
        case (.some(let first), .some(let last)):
            guard first <= last else { return .whole }
            return part(first, last < size ? last + 1 : size, size)
        case (.some(let first), nil) where ends[1].isEmpty:
            return part(first, size, size)
        case (nil, .some(let count)) where ends[0].isEmpty:
            return part(max(0, size - count), size, size)
        default:
            return .whole
        }
    }

    private static func part(_ first: Int, _ end: Int, _ size: Int) -> ByteRange {
        first < end && first < size ? .part(first..<end) : .none
    }

    private static func number(_ text: Substring) -> Int? {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
