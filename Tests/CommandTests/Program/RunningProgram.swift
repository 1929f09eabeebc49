import Foundation
import TestSupport

@testable import panelapp

/// The built executable, started as an operator starts it.
struct RunningProgram {
    let process: ChildProcess
    let folder: URL
    private let keepFolder: Bool

    /// Beside the test bundle.
    static var executable: URL {
        let bundle = URL(filePath: ProcessInfo.processInfo.arguments[0])
        var folder = bundle.deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.appending(path: "panelapp").path)
        {
            folder = folder.deletingLastPathComponent()
        }
        return folder.appending(path: "panelapp")
    }

    /// - Parameter environment: all there is, beside PATH and a data folder of the test's own.
    init(_ arguments: [String], environment: [String: String] = [:], keepFolder: Bool = false) throws {
        self.keepFolder = keepFolder
        folder = FileManager.default.temporaryDirectory.appending(path: "panelapp-\(UUID().uuidString)")
        let own = ["PATH": "/usr/bin:/bin", "PANELAPP_DATA_DIR": folder.path]
        process = try ChildProcess(
            Self.executable.path, arguments, environment: own.merging(environment) { _, new in new })
    }

    /// All lines until the program ends, and its exit code.
    func finish() throws -> (code: Int32, lines: [String]) {
        defer { if !keepFolder { try? FileManager.default.removeItem(at: folder) } }
        let text = String(decoding: try process.output.readToEnd() ?? Data(), as: UTF8.self)
        return (process.code(), text.split(separator: "\n").map(String.init))
    }

    /// Waits for the first line that contains a text; what came before is thrown away. Nil when the program ends first.
    func line(containing text: String) -> String? {
        var pending: [UInt8] = []
        while let byte = try? process.output.read(upToCount: 1)?.first {
            guard byte == UInt8(ascii: "\n") else {
                pending.append(byte)
                continue
            }
            let line = String(decoding: pending, as: UTF8.self)
            if line.contains(text) { return line }
            pending = []
        }
        return nil
    }

    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> (code: Int32, lines: [String])
    {
        try RunningProgram(arguments, environment: environment).finish()
    }
}
