import HTTPTypes

/// Reads the `Cookie` header.
struct RequestCookies: Sendable {
    fileprivate let pairs: [(name: Substring, value: Substring)]

    init(_ headers: HTTPFields) {
        pairs = headers[values: .cookie].flatMap { header in
            header.split(separator: ";").compactMap { part in
                let part = part.drop { $0 == " " }
                guard let equals = part.firstIndex(of: "=") else { return nil }
                return (part[..<equals], part[part.index(after: equals)...])
            }
        }
    }

    /// The first cookie of that name: browsers send the one with the most exact path first.
    subscript(name: String) -> String? { pairs.first { $0.name == name }.map { String($0.value) } }
}

extension RequestCookies {
    /// Names that begin so, each once; browsers send few, and more than that are not looked at.
    func names(beginningWith prefix: String) -> [String] {
        var names: [String] = []
        for (name, _) in pairs where names.count < 16 && name.hasPrefix(prefix) && !names.contains(String(name)) {
            guard name.wholeMatch(of: /[A-Za-z0-9_.-]+/) != nil else { continue }
            names.append(String(name))
        }
        return names
    }
}

/// A cookie to be set. All are for the whole site and not sent along from other sites' forms (`SameSite=Lax`).
struct ResponseCookie: Hashable, Sendable {
    var name: String
    /// Token characters only.
    var value: String
    /// Seconds; nil ends with the browser, 0 removes it.
    var maxAge: Int?
    /// Whether scripts may not read it.
    var isHTTPOnly = true

    func header(isSecure: Bool) -> String {
        var text = "\(name)=\(value); Path=/"
        if let maxAge {
            text += "; Max-Age=\(maxAge)"
            if maxAge == 0 { text += "; Expires=Thu, 01 Jan 1970 00:00:00 GMT" }
        }
        if isHTTPOnly { text += "; HttpOnly" }
        if isSecure { text += "; Secure" }
        return text + "; SameSite=Lax"
    }
}
