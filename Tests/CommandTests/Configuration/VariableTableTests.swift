import Foundation
import Testing

@testable import panelapp

/// A case for every variable of `operations.md` 3 and 4, made from the declarations: one that is not in the table fails.
@Suite("Every variable: missing, malformed, valid, effect")
struct VariableTableTests {
    private static let declared = Catalogue.all + Gunicorn.supported
    private static let names = VariableRows.all.map(\.name)

    private func row(_ name: String) throws -> VariableRow {
        try #require(VariableRows.all.first { $0.name == name })
    }

    private func variable(_ name: String) throws -> Variable {
        try #require(Self.declared.first { $0.name == name })
    }

    @Test("The table and the declarations have the same variables, each once")
    func complete() {
        #expect(Self.names.sorted() == Self.declared.map(\.name).sorted())
        #expect(Set(Self.names).count == Self.names.count)
    }

    @Test("Missing: the default counts, or what is missing is named alone", arguments: names)
    func missing(name: String) throws {
        let row = try row(name)
        for blank in [nil, "  "] where try blank == nil || !variable(name).emptyCounts {
            let environment = blank.map { row.environment($0) } ?? row.surroundings
            switch row.missing {
            case .problem(let missing):
                #expect(row.problems(environment).map(\.variable) == [missing])
            case .gives(let effect):
                try #require(row.problems(environment) == [])
                #expect(try row.effect(environment) == effect)
            }
        }
    }

    @Test("Malformed: it is named alone, with the value unless that is secret", arguments: names)
    func malformed(name: String) throws {
        let row = try row(name)
        for value in row.bad {
            let problems = row.problems(row.environment(value))
            #expect(problems.map(\.variable) == [name], "\(value)")
            let isSecret = try variable(name).isSecret
            #expect(problems.allSatisfy { $0.value == (isSecret ? nil : value) }, "\(value)")
            if isSecret { #expect(problems.allSatisfy { !$0.reason.contains(value) }) }
        }
    }

    @Test("Valid: it is accepted, and what it changes is seen in the settings", arguments: names)
    func valid(name: String) throws {
        let row = try row(name)
        let environment = row.environment(" \(row.good) ")
        let isSecret = try variable(name).isSecret
        try #require(row.problems(isSecret ? row.environment(row.good) : environment) == [])
        let settings = try Environments.settings(
            isSecret ? row.environment(row.good) : environment, for: row.command, files: row.files)
        #expect(row.effect(settings) == row.expected)
        #expect(settings.givenNames.contains(name))
        if case .gives(let without) = row.missing { #expect(row.expected != without) }
        if isSecret { #expect(settings.secretValues.map { $0.reveal() }.contains { row.good.contains($0) }) }
    }

    @Test("Secret: a file gives the same; both, an unreadable and an empty file are errors", arguments: names)
    func secretFile(name: String) throws {
        let row = try row(name)
        guard try variable(name).hasFile else { return }
        let path = "/run/secrets/value"
        let environment = row.surroundings.merging(["\(name)_FILE": path]) { _, new in new }
        let written = [path: "\(row.good)\n"]

        #expect(try row.effect(environment, files: written) == row.expected)
        let both = environment.merging([name: row.good]) { _, new in new }
        #expect(Environments.problems(both, for: row.command, files: written).map(\.variable) == [name])
        #expect(Environments.problems(environment, for: row.command).map(\.variable) == ["\(name)_FILE"])
        #expect(
            Environments.problems(environment, for: row.command, files: [path: "\n"]).map(\.variable) == [
                "\(name)_FILE"
            ])
    }

    @Test("A command that does not read it takes no offence at it", arguments: names)
    func otherCommands(name: String) throws {
        let row = try row(name)
        let variable = try variable(name)
        for command in CommandKind.allCases where !variable.users.contains(command) {
            for value in row.bad {
                let problems = row.problems(row.environment(value), for: command)
                #expect(!problems.map(\.variable).contains(name), "\(command)")
            }
        }
        guard variable.modes.count == 1, variable.modes != [.aws] || row.command != .worker else { return }
        let other: [String: String] =
            variable.modes == [.aws] ? ["PANELAPP_MODE": "local"] : Environments.aws
        let notes = try Environments.notes(
            other.merging([name: row.bad.first ?? row.good]) { _, new in new }, for: row.command)
        #expect(notes.filter { $0.variable == name }.map(\.event) == ["config.unused"], "told once in the other mode")
    }

    @Test("What it does to the program is shown by tests that exist", arguments: names)
    func shown(name: String) throws {
        for test in try row(name).shown { #expect(TestSources.text.contains("\"\(test)"), "\(test)") }
    }

    @Test("Variables whose effect no test shows are those whose part of the program is not built")
    func notShown() {
        let without = VariableRows.all.filter(\.shown.isEmpty).map(\.name)
        #expect(Set(without) == VariableRows.notUsed)
    }
}

/// The sources of all tests.
enum TestSources {
    static let text: String = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" || $0.pathExtension == "py" }
            .filter { !$0.lastPathComponent.hasPrefix("VariableRow") }
            .compactMap { try? String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
    }()
}
