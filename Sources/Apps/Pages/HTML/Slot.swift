/// A place in a page that belongs to its reader: the person's name, messages, the secret of forms. Such things never pass
/// through the writer that pages are made with, so they cannot get into pages that are kept for many readers; they are put
/// into a copy of the bytes when an answer is sent.
public struct Slot: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Who is signed in, in the header.
        case account(outside: Bool)
        /// That nothing can be changed at the moment, on top of the page.
        case notice
        /// One-time messages.
        case messages
        /// Value of the field that every form sends back.
        case formToken
    }

    let kind: Kind
    let range: Range<Int>

    func moved(by distance: Int) -> Slot {
        Slot(kind: kind, range: range.lowerBound + distance..<range.upperBound + distance)
    }
}

extension Sequence<Slot> {
    /// A copy of a page's bytes with the places filled; `bytes` counts from 0.
    func fill(_ bytes: some RandomAccessCollection<UInt8>, _ fill: (Slot.Kind, inout HTML) -> Void) -> HTML {
        var result = HTML(capacity: bytes.count + 1_024)
        var end = 0
        for slot in self {
            result.copy(bytes.dropFirst(end).prefix(slot.range.lowerBound - end))
            fill(slot.kind, &result)
            end = slot.range.upperBound
        }
        result.copy(bytes.dropFirst(end))
        return result
    }
}

extension HTML {
    /// The same page with the link for signing in leading back to an address.
    func leading(back address: Link?) -> HTML {
        var result = HTML(capacity: bytes.count + 256)
        var end = 0
        for slot in slots {
            result.slice(self, end..<slot.range.lowerBound)
            if case .account(let outside) = slot.kind {
                result.slot(slot.kind) { $0.signIn(next: address, outside: outside) }
            } else {
                let kept = slot.range
                result.slot(slot.kind) { $0.slice(self, kept) }
            }
            end = slot.range.upperBound
        }
        result.slice(self, end..<bytes.count)
        return result
    }
}
