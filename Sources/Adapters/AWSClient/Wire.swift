import AsyncHTTPClient
import Foundation

/// What the errors of connections say, without addresses.
enum Wire {
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case is CancellationError: "cancelled"
        default: "\(type(of: error))"
        }
    }
}

/// Values out of small XML answers.
public enum XMLText {
    /// The text of the first element of this name.
    public static func first(_ name: String, in text: some StringProtocol) -> String? {
        all(name, in: text).first
    }

    /// The inside of every element of this name, entities resolved where it holds no elements.
    public static func all(_ name: String, in text: some StringProtocol) -> [String] {
        var found: [String] = []
        var rest = Substring(text)
        while let start = rest.range(of: "<\(name)>"),
            let end = rest.range(of: "</\(name)>", range: start.upperBound..<rest.endIndex)
        {
            let inside = rest[start.upperBound..<end.lowerBound]
            found.append(inside.contains("<") ? String(inside) : resolved(inside))
            rest = rest[end.upperBound...]
        }
        return found
    }

    private static func resolved(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        var result = text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&apos;", with: "'")
        result = result.replacing(/&#(x?)([0-9A-Fa-f]+);/) { match in
            let value = UInt32(match.output.2, radix: match.output.1.isEmpty ? 10 : 16)
            return value.flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
        }
        return String(result.replacing("&amp;", with: "&"))
    }

    /// Text on its way into an element.
    public static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
