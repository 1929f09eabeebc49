import Web

/// How the answer is to be written, from `Accept` (`api.md 1.4`). Quality values are ignored, as clients expect.
struct Negotiation: Hashable, Sendable {
    /// 0: compact.
    var indent = 0
    /// True when the client asked for a page: it gets JSON and a link to the documentation (decision 11).
    var wantsPage = false

    /// Throws 406 when neither JSON nor HTML is acceptable.
    init(accept: String?) throws(HTTPProblem) {
        let header = accept.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } ?? "*/*"
        let ranges = header.split(separator: ",").map(MediaRange.init)
        for specificity in MediaRange.Specificity.allCases {
            let group = ranges.filter { $0.specificity == specificity }
            if let range = group.first(where: { $0.matches("application", "json") }) {
                indent = range.indent
                return
            }
            if group.contains(where: { $0.matches("text", "html") }) {
                wantsPage = true
                return
            }
        }
        throw HTTPProblem.notAcceptable
    }
}

/// One item of an `Accept` header.
private struct MediaRange {
    enum Specificity: CaseIterable { case withParameters, exact, type, any }

    let type: Substring
    let subtype: Substring
    let specificity: Specificity
    /// Of `application/json; indent=4`, clamped to 0...8.
    let indent: Int

    init(_ item: Substring) {
        let parts = item.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
        let names = (parts.first ?? "").split(separator: "/", maxSplits: 1)
        type = Substring((names.first.map(String.init) ?? "").lowercased())
        subtype = Substring((names.count == 2 ? String(names[1]) : "").lowercased())
        let parameters = parts.dropFirst().filter { !$0.hasPrefix("q=") }
        // A parameter makes a type more specific, not a wildcard.
        specificity =
            if type == "*" { .any } else if subtype == "*" { .type } else {
                parameters.isEmpty ? .exact : .withParameters
            }
        let wanted = parameters.first { $0.hasPrefix("indent=") }.flatMap { Int($0.dropFirst("indent=".count)) }
        indent = min(max(wanted ?? 0, 0), 8)
    }

    func matches(_ type: String, _ subtype: String) -> Bool {
        (self.type == "*" || self.type == type) && (self.subtype == "*" || self.subtype == subtype)
    }
}
