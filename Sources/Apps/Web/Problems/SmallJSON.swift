/// The few small JSON answers of this target, encoded as `api.md` 1.10 says. Large documents have writers of their own.
enum SmallJSON {
    /// The text as a JSON string with its quotes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            case "\u{2028}": result += "\\u2028"
            case "\u{2029}": result += "\\u2029"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    static func array(_ items: [String]) -> String { "[\(items.map(quoted).joined(separator: ","))]" }
}

extension HTTPProblem {
    /// The JSON form of the body.
    public var json: String {
        switch body {
        case .detail(let text): return "{\"detail\":\(SmallJSON.quoted(text))}"
        case .error(let text): return "{\"error\":\(SmallJSON.quoted(text))}"
        case .coded(let code, let message):
            return "{\"error\":\(SmallJSON.quoted(code)),\"message\":\(SmallJSON.quoted(message))}"
        case .fields(let fields):
            let members = fields.map { "\(SmallJSON.quoted($0.name)):\(SmallJSON.array($0.messages))" }
            return "{\(members.joined(separator: ","))}"
        }
    }
}
