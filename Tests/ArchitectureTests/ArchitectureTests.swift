import Testing

@Suite("Architecture: the arrows of docs/architecture.md")
struct ArchitectureTests {
    let tree: SourceTree

    init() throws { tree = try SourceTree.ours() }

    @Test("No target and no file knows what it must not know")
    func arrows() {
        #expect(Arrows.objections(tree) == [])
    }

    @Test("The manifest is read whole: every folder with sources is a target with its dependencies")
    func manifestIsRead() {
        let targets = Manifest(tree.manifest).targets

        for target in Set(tree.files.map(\.target)) { #expect(targets[target] != nil, "\(target)") }
        #expect(targets["Domain"] == [])
        #expect(targets["Ports"] == ["Domain"])
        #expect(targets["panelapp"]?.contains("PostgresDriver") == true)
        #expect(targets["Web"]?.contains("Hummingbird") == true)
    }

    @Test("decision 2: the mode is read in one place")
    func modeIsReadOnce() {
        let name = "PANELAPP_" + "MODE"
        #expect(Habits.files(containing: name, in: tree) == ["Sources/Apps/panelapp/Configuration/Mode.swift"])
    }

    @Test("No source traps on purpose")
    func noTraps() {
        #expect(tree.files.flatMap(Habits.traps) == [])
    }

    @Test("Programs are not started by Foundation's Process, which may crash with many open files")
    func processes() throws {
        // Written in two parts, because this file is read too.
        let call = "Process" + "()"
        for folder in ["Sources", "Tests"] {
            #expect(Habits.files(containing: call, in: try SourceTree.ours(folder)) == [], "use ChildProcess")
        }
    }

    @Test("Files stay small: median below 80 lines, nine of ten below 250, none above 400")
    func lengths() {
        let lengths = Habits.lengths(tree)

        #expect(lengths[lengths.count / 2] < 80)
        #expect(lengths[lengths.count * 9 / 10] < 250)
        #expect(lengths.last ?? 0 <= 400)
    }
}
