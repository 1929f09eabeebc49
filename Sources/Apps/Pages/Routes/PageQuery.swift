import Foundation
import Hummingbird

/// The query of an address as forms send it: `+` is a blank, names may repeat.
struct PageQuery: Hashable, Sendable {
    private let pairs: [Pair]

    private struct Pair: Hashable {
        var name: String
        var value: String
    }

    init(_ query: String?) {
        pairs = (query ?? "").split(separator: "&").map { part in
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Pair(name: Self.decode(halves[0]), value: halves.count == 2 ? Self.decode(halves[1]) : "")
        }
    }

    /// The first value.
    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// All values, each of which may hold several with commas between.
    func list(_ name: String) -> [String] {
        pairs.filter { $0.name == name }.flatMap { $0.value.split(separator: ",").map { String($0) } }
    }

    var isEmpty: Bool { pairs.isEmpty }

    private static func decode(_ text: Substring) -> String {
        let spaced = String(text.replacing("+", with: " "))
        return spaced.removingPercentEncoding ?? spaced
    }
}

extension Request {
    var pageQuery: PageQuery { PageQuery(uri.query) }
}

extension String {
    /// Without white space at either end.
    var trimmingText: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
