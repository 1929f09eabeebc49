import Crypto
import Domain
import Foundation

/// Signature version 4 (`operations.md` 7.3): a request with headers, or an address that carries its own permission.
public struct Signer: Sendable {
    let service: String
    let region: AWSRegion
    /// S3 takes paths as they are encoded in the address; every other service wants them encoded once more.
    let encodesPathTwice: Bool

    public init(service: String, region: AWSRegion) {
        self.service = service
        self.region = region
        encodesPathTwice = service != "s3"
    }

    /// The headers to add to the request.
    public func headers(
        for request: AWSRequest, with credentials: AWSCredentials, at moment: Instant
    ) -> [(name: String, value: String)] {
        let stamp = Stamp(moment)
        let payload = request.body.withUnsafeReadableBytes { hex(SHA256.hash(data: $0)) }
        var added: [(name: String, value: String)] = [("host", request.endpoint.host), ("x-amz-date", stamp.time)]
        if service == "s3" { added.append(("x-amz-content-sha256", payload)) }
        if let token = credentials.sessionToken { added.append(("x-amz-security-token", token)) }
        let signed = Self.canonical(request.headers + added)
        let canonical = [
            request.method, canonicalPath(request), request.encodedQuery,
            signed.map { "\($0.name):\($0.value)\n" }.joined(), signed.map(\.name).joined(separator: ";"), payload,
        ].joined(separator: "\n")
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope(stamp)), "
            + "SignedHeaders=\(signed.map(\.name).joined(separator: ";")), "
            + "Signature=\(signature(of: canonical, stamp, credentials))"
        return added + [("authorization", authorization)]
    }

    /// An address at which anybody may do this until it ends.
    /// - Parameter seconds: 1 to 604,800.
    public func presigned(
        _ request: AWSRequest, for seconds: Int, with credentials: AWSCredentials, at moment: Instant
    ) -> String {
        let stamp = Stamp(moment)
        var request = request
        request.query += [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", "\(credentials.accessKey)/\(scope(stamp))"),
            ("X-Amz-Date", stamp.time), ("X-Amz-Expires", String(seconds)), ("X-Amz-SignedHeaders", "host"),
        ]
        if let token = credentials.sessionToken { request.query.append(("X-Amz-Security-Token", token)) }
        let canonical = [
            request.method, canonicalPath(request), request.encodedQuery, "host:\(request.endpoint.host)\n", "host",
            "UNSIGNED-PAYLOAD",
        ].joined(separator: "\n")
        return "\(request.url)&X-Amz-Signature=\(signature(of: canonical, stamp, credentials))"
    }

    private func canonicalPath(_ request: AWSRequest) -> String {
        encodesPathTwice ? PercentCoding.encode(request.encodedPath, keepingSlash: true) : request.encodedPath
    }

    private func scope(_ stamp: Stamp) -> String { "\(stamp.day)/\(region)/\(service)/aws4_request" }

    private func signature(of canonical: String, _ stamp: Stamp, _ credentials: AWSCredentials) -> String {
        let text = [
            "AWS4-HMAC-SHA256", stamp.time, scope(stamp), hex(SHA256.hash(data: Data(canonical.utf8))),
        ].joined(separator: "\n")
        let key = [stamp.day, region.name, service, "aws4_request"].reduce(Data("AWS4\(credentials.secretKey)".utf8)) {
            Data(HMAC<SHA256>.authenticationCode(for: Data($1.utf8), using: SymmetricKey(data: $0)))
        }
        return hex(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }

    /// Lower-case names in order; runs of blanks in values count as one.
    private static func canonical(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var values: [String: [String]] = [:]
        for (name, value) in headers {
            values[name.lowercased(), default: []].append(value.split(separator: " ").joined(separator: " "))
        }
        return values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.joined(separator: ",")) }
    }

    /// A moment as signatures write it: `20260131T101530Z`.
    private struct Stamp {
        let time: String

        init(_ moment: Instant) {
            time = String(moment.iso(in: .gmt).prefix(19)).filter { $0 != "-" && $0 != ":" } + "Z"
        }

        var day: String { String(time.prefix(8)) }
    }
}
