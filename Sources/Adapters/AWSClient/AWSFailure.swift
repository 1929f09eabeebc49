/// What can go wrong with a request to AWS. No text holds a key, a token or a signature.
public enum AWSFailure: Error, Hashable, Sendable {
    /// The service answered with an error that trying again does not mend.
    case refused(AWSProblem)
    /// No answer, or none that makes sense, after all attempts.
    case unavailable(String)
    /// Credentials cannot be had.
    case credentials(String)
    case configuration(String)

    /// The service's own word for the error.
    public var code: String? {
        if case .refused(let problem) = self { problem.code } else { nil }
    }
}

/// An error as a service tells it, whatever its format.
public struct AWSProblem: Hashable, Sendable {
    public var status: Int
    /// Without the name space that JSON answers put before it.
    public var code: String
    public var message: String
    /// Whether it answers a request that was made before without a good answer: the earlier one may have been done all the same,
    /// and this be no more than its echo.
    public var isRepeated = false

    /// - Parameter code: where it is empty, the status stands for it.
    public init(status: Int, code: String, message: String) {
        self.status = status
        self.code = code.isEmpty ? "HTTP\(status)" : code
        self.message = message
    }

    /// Denied calls come as JSON or XML, and under several names (`operations.md` 6.1).
    public var isDenied: Bool { status == 403 }

    /// Whether a permission or the region is wrong, which only an operator can mend (`operations.md` 5.3).
    public var needsOperator: Bool {
        isDenied || status == 301 || status == 307 || code == "AuthorizationHeaderMalformed"
    }

    /// An error that was found out after the answer had begun as a good one, as S3 does it (`operations.md` 5.3); nil for none.
    public init?(late body: [UInt8]) {
        guard String(decoding: body.prefix(64 << 10), as: UTF8.self).contains(/<Error[\s>]/) else { return nil }
        self.init(status: 500, body: body)
    }

    /// Reads the body of an error; both JSON and XML errors name a code.
    public init(status: Int, body: [UInt8]) {
        let text = String(decoding: body.prefix(64 << 10), as: UTF8.self)
        if let type = text.firstMatch(of: /"__type"\s*:\s*"([^"]*)"/) {
            let message = text.firstMatch(of: /"[mM]essage"\s*:\s*"((?:[^"\\]|\\.)*)"/).map { String($0.output.1) }
            self.init(
                status: status, code: String(type.output.1.split(separator: "#").last ?? ""), message: message ?? "")
        } else if let code = text.firstMatch(of: /<Code>([^<]*)<\/Code>/) {
            let message = text.firstMatch(of: /<Message>([^<]*)<\/Message>/).map { String($0.output.1) }
            self.init(status: status, code: String(code.output.1), message: message ?? "")
        } else {
            // Answers to HEAD have no body.
            self.init(status: status, code: status == 404 ? "NotFound" : "", message: "")
        }
    }
}
