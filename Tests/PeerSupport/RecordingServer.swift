import Foundation
import Glibc
import Synchronization

/// A server on a free port that keeps what it is sent and answers as a test wants, one connection after the other.
public final class RecordingServer: Sendable {
    private let socket: Int32
    public let port: Int
    private let answer: @Sendable (_ request: String) -> Answer
    private let received = Mutex<[String]>([])

    /// Heads and bodies, as they came.
    public var requests: [String] { received.withLock { $0 } }

    public struct NoPort: Error {}

    /// What it answers with: JSON.
    public struct Answer: Sendable {
        let status: Int
        let body: String
        let delay: Double

        /// - Parameter delay: seconds until it answers.
        public init(_ body: String, status: Int = 200, after delay: Double = 0) {
            self.body = body
            self.status = status
            self.delay = delay
        }

        fileprivate var text: String {
            "HTTP/1.1 \(status) Answer\r\nContent-Type: application/x-amz-json-1.0\r\n"
                + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
        }
    }

    /// - Parameter body: of each answer, which is 200.
    public convenience init(answering body: String) throws { try self.init { _ in Answer(body) } }

    /// - Parameter answer: what is answered to a request, of which it gets head and body.
    public init(answer: @escaping @Sendable (_ request: String) -> Answer) throws {
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        socket = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard bound else { throw NoPort() }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.answer = answer
        let thread = Thread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let self else { return }
                self.serve(connection)
                close(connection)
            }
        }
        thread.start()
    }

    /// Takes no more connections.
    public func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private func serve(_ connection: Int32) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !Self.isWhole(bytes) {
            let count = read(connection, &buffer, buffer.count)
            if count <= 0 { return }
            bytes += buffer[0..<count]
        }
        let request = String(decoding: bytes, as: UTF8.self)
        received.withLock { $0.append(request) }
        let answer = answer(request)
        if answer.delay > 0 { Thread.sleep(forTimeInterval: answer.delay) }
        _ = Array(answer.text.utf8).withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
    }

    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return false }
        let head = text[..<end.lowerBound].lowercased()
        let length = head.firstMatch(of: /content-length: *([0-9]+)/).flatMap { Int($0.output.1) } ?? 0
        return text[end.upperBound...].utf8.count >= length
    }
}
