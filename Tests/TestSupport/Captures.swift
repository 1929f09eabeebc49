import Foundation

/// Answers captured from an original, unpacked once per run with the system's `tar`.
public enum Captures {
    public static let archive = "data/golden-S.tar.xz"

    /// Folder that holds the captured bodies.
    public static let folder: Result<URL, any Error> = Result {
        let target = FileManager.default.temporaryDirectory
            .appendingPathComponent("panelapp-captures-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        let (status, _) = try ChildProcess.run(
            "/usr/bin/env", ["tar", "xJf", SharedData.file(archive).path, "-C", target.path], errors: .shown)
        guard status == 0 else { throw Unreadable(status: status) }
        return target.appendingPathComponent("shown")
    }

    /// The body of one captured answer.
    public static func body(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.get().appendingPathComponent(name)))
    }

    public struct Unreadable: Error {
        public let status: Int32
    }
}
