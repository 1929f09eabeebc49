import Foundation

/// The process environment under the rules of `operations.md` 3.0: what counts as missing, what is trimmed, and secrets
/// from files.
struct RawEnvironment: Sendable {
    enum Raw: Equatable {
        case missing
        case text(String)
        case wrong(variable: String, reason: String)
    }

    let variables: [String: String]
    /// Contents of a file; injected for tests.
    let readFile: @Sendable (String) throws -> String

    init(
        _ variables: [String: String],
        readFile: @escaping @Sendable (String) throws -> String = { path in
            try String(contentsOf: URL(filePath: path), encoding: .utf8)
        }
    ) {
        self.variables = variables
        self.readFile = readFile
    }

    func read(_ variable: Variable) -> Raw {
        variable.isSecret ? secret(variable) : plain(variable)
    }

    private func plain(_ variable: Variable) -> Raw {
        guard let value = variables[variable.name] else { return .missing }
        let trimmed = value.trimmingCharacters(in: .whitespacesAndNewlines)
        return trimmed.isEmpty && !variable.emptyCounts ? .missing : .text(trimmed)
    }

    private func secret(_ variable: Variable) -> Raw {
        let name = variable.name
        let value = variables[name].flatMap { Self.isBlank($0) ? nil : $0 }
        let fileName = "\(name)_FILE"
        let file = variable.hasFile ? variables[fileName].flatMap { Self.isBlank($0) ? nil : $0 } : nil
        switch (value, file) {
        case (nil, nil): return .missing
        case (let value?, nil): return .text(Self.withoutLineEnd(value))
        case (_?, _?): return .wrong(variable: name, reason: "is set twice: \(name) and \(fileName)")
        case (nil, let path?):
            do {
                let content = try readFile(path.trimmingCharacters(in: .whitespacesAndNewlines))
                return Self.isBlank(content)
                    ? .wrong(variable: fileName, reason: "names an empty file")
                    : .text(Self.withoutLineEnd(content))
            } catch {
                return .wrong(variable: fileName, reason: "names a file that cannot be read")
            }
        }
    }

    private static func isBlank(_ text: String) -> Bool {
        text.allSatisfy { $0.isWhitespace }
    }

    /// Secrets lose one line end and nothing else: spaces may belong to them.
    private static func withoutLineEnd(_ text: String) -> String {
        // "\r\n" is one Character.
        text.last.map { $0 == "\n" || $0 == "\r\n" } == true ? String(text.dropLast()) : text
    }
}
