import NIOCore

/// A request to a service before it is signed.
public struct AWSRequest: Sendable {
    public var method: String
    public var endpoint: AWSEndpoint
    /// From the first slash on, decoded.
    public var path: String
    public var query: [(name: String, value: String)]
    public var headers: [(name: String, value: String)]
    /// In the form in which it is sent, so that large ones are held once.
    let body: ByteBuffer

    public init(
        _ method: String, _ endpoint: AWSEndpoint, path: String = "/", query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.endpoint = endpoint
        self.path = path
        self.query = query
        self.headers = headers
        self.body = ByteBuffer(bytes: body)
    }

    var encodedPath: String { PercentCoding.encode(path, keepingSlash: true) }

    /// Sorted, as signatures want it.
    var encodedQuery: String {
        query.map { (PercentCoding.encode($0.name), PercentCoding.encode($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    var url: String { "\(endpoint.origin)\(encodedPath)" + (query.isEmpty ? "" : "?\(encodedQuery)") }
}

/// `scheme://host[:port]` of a service.
public struct AWSEndpoint: Hashable, Sendable {
    /// `https://host[:port]`, without a slash at the end.
    public let origin: String
    /// As the `Host` header has it.
    public let host: String

    /// Nil for what is no `http(s)://host[:port]`, with or without a slash at the end.
    public init?(_ text: String) {
        guard let match = text.wholeMatch(of: /(https?):\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?\/?/) else {
            return nil
        }
        let scheme = match.output.1
        var port = match.output.3.map(String.init) ?? ""
        // A default port is not sent, so it must not be signed.
        if port == (scheme == "https" ? ":443" : ":80") { port = "" }
        host = "\(match.output.2.lowercased())\(port)"
        origin = "\(scheme)://\(host)"
    }
}
