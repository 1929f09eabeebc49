import Foundation
import TestSupport
import Testing

/// The program `EndlessWriter`, started and killed.
enum WriterProcess {
    struct Line {
        var revision: Int
        var phenotype: String
    }

    static let writers = 3

    /// Runs it on a database until it told of some changes, kills it without warning, and answers all it told of, in the
    /// order of revisions.
    static func runAndKill(_ place: String, afterLines count: Int) throws -> [Line] {
        let process = try ChildProcess(executable().path, [place, String(writers)])
        var text = Data()
        while text.count(where: { $0 == UInt8(ascii: "\n") }) < count {
            let more = process.output.availableData
            if more.isEmpty { break }
            text += more
        }
        kill(process.processIdentifier, SIGKILL)
        text += try process.output.readToEnd() ?? Data()
        #expect(process.wait() == .signal(SIGKILL))
        // The last line may be half of one.
        let whole = text[..<(text.lastIndex(of: UInt8(ascii: "\n")) ?? text.startIndex)]
        return String(decoding: whole, as: UTF8.self).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, let revision = Int(words[0]) else { return nil }
            return Line(revision: revision, phenotype: String(words[1]))
        }.sorted { $0.revision < $1.revision }
    }

    /// Beside the test bundle.
    private static func executable() throws -> URL {
        var folder = URL(filePath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()
        while folder.path != "/" {
            let file = folder.appending(path: "EndlessWriter")
            if FileManager.default.isExecutableFile(atPath: file.path) { return file }
            folder = folder.deletingLastPathComponent()
        }
        throw CocoaError(.fileNoSuchFile)
    }
}
