import Foundation
import Synchronization

/// Ports for programs that tests start.
public enum FreePort {
    private static let given = Mutex<Set<UInt16>>([])

    public struct NoneFree: Error {}

    /// A port of this machine that was free a moment ago and that no other test gets. It is below those that the system
    /// takes for connections by itself, so that none of them comes between this look and the program.
    public static func take() throws -> Int {
        for _ in 0..<1_000 {
            let port = UInt16.random(in: 12_000..<32_000)
            guard given.withLock({ $0.insert(port).inserted }) else { continue }
            if isFree(port) { return Int(port) }
        }
        throw NoneFree()
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
