/// A database URL cut into its parts, still percent-encoded.
struct PostgresURLParts {
    private let userInfo: Substring
    private let address: Substring
    private let path: Substring
    let query: Substring

    init(_ url: String) throws(PostgresURLError) {
        guard let separator = url.range(of: "://") else { throw .notAURL }
        let scheme = url[..<separator.lowerBound].lowercased()
        guard ["postgresql", "postgres", "pgsql"].contains(scheme) else {
            let isScheme =
                !scheme.isEmpty
                && scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
            throw isScheme ? .unsupportedScheme(scheme) : .notAURL
        }
        let rest = url[separator.upperBound...]
        guard !rest.contains("#") else { throw .reservedCharacter }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = rest[authority.endIndex...]
        // An @ behind the first slash or question mark means that this one belonged to the password.
        guard !tail.contains("@") else { throw .reservedCharacter }
        guard let at = authority.lastIndex(of: "@") else { throw .missingUser }
        userInfo = authority[..<at]
        address = authority[authority.index(after: at)...]
        path = tail.prefix { $0 != "?" }.dropFirst()
        guard !path.contains("/") else { throw .reservedCharacter }
        query = tail.drop { $0 != "?" }.dropFirst()
    }

    func user() throws(PostgresURLError) -> String {
        let user = try PercentEncoding.decode(userInfo.prefix { $0 != ":" })
        guard !user.isEmpty else { throw .missingUser }
        return user
    }

    func password() throws(PostgresURLError) -> String? {
        guard let colon = userInfo.firstIndex(of: ":") else { return nil }
        return try PercentEncoding.decode(userInfo[userInfo.index(after: colon)...])
    }

    func database() throws(PostgresURLError) -> String {
        let database = try PercentEncoding.decode(path)
        guard !database.isEmpty else { throw .missingDatabase }
        return database
    }

    func host() throws(PostgresURLError) -> String {
        let host = try PercentEncoding.decode(hostAndPort().host)
        guard !host.isEmpty else { throw .missingHost }
        return host.hasPrefix("/") ? host : host.lowercased()
    }

    func port() throws(PostgresURLError) -> Int {
        guard let digits = try hostAndPort().port else { return 5432 }
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(digits), (1...65535).contains(port)
        else {
            throw .invalidPort
        }
        return port
    }

    private func hostAndPort() throws(PostgresURLError) -> (host: Substring, port: Substring?) {
        if address.hasPrefix("[") {
            guard let end = address.firstIndex(of: "]") else { throw .missingHost }
            let behind = address[address.index(after: end)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { throw .invalidPort }
            return (address[..<end].dropFirst(), behind.isEmpty ? nil : behind.dropFirst())
        }
        guard let colon = address.lastIndex(of: ":") else { return (address, nil) }
        return (address[..<colon], address[address.index(after: colon)...])
    }
}

/// Percent-decoding as `operations.md` 9.1 wants it: `+` is literal, and so is a `%` without two hexadecimal digits.
enum PercentEncoding {
    static func decode(_ text: Substring) throws(PostgresURLError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = digit(rest.first), let low = digit(rest.dropFirst().first) {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        guard !bytes.contains(0), let decoded = String(validating: bytes, as: UTF8.self) else { throw .invalidEncoding }
        return decoded
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let byte) where (0x30...0x39).contains(byte): byte - 0x30
        case .some(let byte) where (0x41...0x46).contains(byte): byte - 0x37
        case .some(let byte) where (0x61...0x66).contains(byte): byte - 0x57
        default: nil
        }
    }
}
