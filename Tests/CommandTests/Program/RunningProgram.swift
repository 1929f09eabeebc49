import Foundation
import TestSupport

@testable import panelapp

/// The built executable, started as an operator starts it. What it writes to its error stream is left out.
struct RunningProgram {
    let folder: URL
    private let program: LoggedProgram
    private let keepFolder: Bool

    var process: ChildProcess { program.process }

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
        program = try LoggedProgram(arguments, environment: environment, in: folder, errors: .discarded)
    }

    /// All lines until the program ends, and its exit code.
    func finish() async throws -> (code: Int32, lines: [String]) {
        defer { if !keepFolder { try? FileManager.default.removeItem(at: folder) } }
        let code = try await program.finish()
        return (code, program.output.split(separator: "\n").map(String.init))
    }

    /// The first line that contains a text, waited for. Nil when the program ends without.
    func line(containing text: String) async throws -> String? { try await program.line(containing: text) }

    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> (
        code: Int32, lines: [String]
    ) {
        try await RunningProgram(arguments, environment: environment).finish()
    }
}
