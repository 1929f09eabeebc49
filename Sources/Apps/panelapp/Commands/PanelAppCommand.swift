import ArgumentParser

/// `panelapp`: one executable, one word per job (`operations.md` 1).
@main
struct PanelAppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "panelapp",
        abstract: "A knowledgebase of gene panels: web site, API and the tools of its operator.",
        version: BuildVersion.current,
        subcommands: [
            WebCommand.self,
            WorkerCommand.self,
            MigrateCommand.self, CollectStaticCommand.self,
            CreateSuperuserCommand.self, LoadDataCommand.self, DemoCommand.self, GenerateCommand.self,
            BenchEditCommand.self,
            ImportOriginalCommand.self, ImportPeerCommand.self,
            CheckConfigCommand.self,
            HealthcheckCommand.self,
            VersionCommand.self,
        ])
}
