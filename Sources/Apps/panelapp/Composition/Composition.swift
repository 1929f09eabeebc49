import API
import Foundation
import Logging
import Pages
import PrometheusMetrics
import SQLCore
import SQLRepo
import ServiceLifecycle
import SystemClock
import UseCases
import Web

/// The one place that knows every adapter and puts them behind the ports.
enum Composition {
    /// The repository of the configured database.
    static func repository(_ launch: Launch, application: String) throws -> SQLRepository {
        SQLRepository(try OpenDatabase.open(launch.settings, application: application))
    }

    /// Everything behind the HTTP server.
    static func web(_ launch: Launch) async throws -> WebParts {
        let settings = launch.settings
        let observation = Observation(launch, service: "panelapp-web")
        let database = try OpenDatabase.open(settings, application: "web", observation: observation)
        let repository = SQLRepository(database)
        let isLocal = settings.aws == nil
        let schema = SchemaKeeper(
            repository, migrates: isLocal && !settings.isReadOnly, logger: launch.book.logger("db"))
        if isLocal { try await schema.prepare() }
        let ports = try PortAdapters.make(settings, book: launch.book, observation: observation)
        await ports.prepare()
        let maintenance = MaintenanceFile(path: settings.health.maintenanceFile)
        let queries = PanelQueries(reader: repository, zone: settings.site.timeZone)
        let api = APIRoutes(
            queries: queries,
            repositories: APIRepositories(
                genes: repository, people: repository, reviews: repository, activities: repository),
            literature: WorkThroughLiterature(
                store: repository, people: repository, genes: repository, clock: SystemClock()),
            gzip: .zlib, tag: BuildVersion.current)
        let assets = try StaticAssets(
            folder: SitePages.assetsFolder, base: settings.site.staticURL, gzip: .zlib)
        let pages = SitePages(
            site: PageSettings(
                settings.site, isReadOnly: settings.isReadOnly, signsInOutside: settings.signIn != nil), assets: assets,
            queries: queries, reviews: repository, genes: repository, texts: repository, vocabulary: repository,
            gzip: .zlib)
        let curation = curation(repository)
        let choicePages = ChoicePages(
            suggestions: Suggestions(
                genes: repository, vocabulary: repository, tags: repository, people: repository, panels: repository,
                catalogue: queries.catalogue))
        let names = EntityCatalogue(catalogue: queries.catalogue, reader: repository)
        let entityPages = EntityPages(site: pages, names: names, index: repository)
        let activityPages = ActivityPages(site: pages, search: repository, names: names, clock: SystemClock())
        let media = MediaRoutes(store: ports.blobs, address: ports.address, base: settings.site.mediaURL)
        let keyring = Self.keyring(settings)
        let parts = try accountParts(repository, keyring, ports.queue, settings)
        let copying = Copying(curation: curation, reviews: repository, outbox: parts.outbox)
        let curationPages = CurationPages(site: pages, curation: curation, copying: copying)
        let imports = ImportPanelLists(
            curation: curation, store: repository, blobs: ports.blobs, outbox: parts.outbox)
        let importPages = ImportPages(site: pages, imports: imports, maxUploadSize: settings.site.maxUploadSize)
        let accounts = Accounts(parts)
        let accountPages = AccountPages(
            site: pages, accounts: accounts, afterSignOut: settings.site.logoutAddress,
            adminPath: settings.site.adminPath.reveal())
        let isBenchmark = settings.isBenchmark
        let watch = settings.isReadOnly ? nil : ReadOnlyWatch(repository, logger: launch.book.logger("db"))
        var services = Self.services(
            launch, ports, observation, database, parts: parts, copying: copying, repository, schema: schema)
        if let watch { services.append(watch) }
        return WebParts(
            addRoutes: { router in
                api.add(to: router)
                pages.addRoutes(to: router)
                accountPages.addRoutes(to: router)
                curationPages.addRoutes(to: router)
                importPages.addRoutes(to: router)
                choicePages.addRoutes(to: router)
                ComparisonPages(site: pages).addRoutes(to: router)
                entityPages.addRoutes(to: router)
                activityPages.addRoutes(to: router)
                assets.addRoutes(to: router)
                media.addRoutes(to: router)
                if isBenchmark { BenchRoutes().addRoutes(to: router) }
            },
            uploads: importPages.uploads,
            sessions: SessionMiddleware(
                sessions: accounts.sessions, keyring: keyring,
                ignoring: [settings.site.staticURL, settings.site.mediaURL]),
            // By intent every page says so anyway.
            isDatabaseReadOnly: { watch?.isReadOnly ?? false },
            gate: gate(settings, ports, accounts),
            problemPage: pages.problemPage,
            conditions: [
                Readiness.Condition(.starting) { schema.hasLooked },
                Readiness.Condition(.database) { await answers(database) },
                Readiness.Condition(.schema) { !schema.isUnfit },
                Readiness.Condition(.maintenance) { !maintenance.isPresent },
            ],
            health: health(
                ports, database: database, repository: repository, maintenance: maintenance,
                isReadOnly: settings.isReadOnly),
            observation: observation,
            services: services)
    }

    /// The checks of `operations.md` 12.3: those of the adapters and those of this place.
    private static func health(
        _ ports: PortAdapters, database: any SQLDatabase, repository: SQLRepository, maintenance: MaintenanceFile,
        isReadOnly: Bool
    ) -> [String: @Sendable () async throws -> HealthVerdict] {
        let own: [String: @Sendable () async throws -> HealthVerdict] = [
            "database": {
                try await database.ping()
                return .ok
            },
            "celery": {
                // Nobody takes jobs then, and that is well.
                if isReadOnly { return .ok }
                let limit = SystemClock().now().advanced(bySeconds: -JobService.pulseLimit)
                guard let beat = try await repository.lastBeat(), beat > limit else { throw JobService.NoPulse() }
                return .ok
            },
            "maintenance": { maintenance.isPresent ? .maintenance : .ok },
        ]
        return own.merging(ports.checks) { _, adapter in adapter }
    }

    /// What lives as long as the server: started in this order, stopped in the reverse one.
    private static func services(
        _ launch: Launch, _ ports: PortAdapters, _ observation: Observation, _ database: any SQLDatabase,
        parts: AccountParts, copying: Copying, _ repository: SQLRepository, schema: SchemaKeeper
    ) -> [any Service] {
        observation.metrics.watch(outbox: repository)
        var services: [any Service] = observation.services
        services += [ClosingDatabase(database: database), ClosingPorts(ports: ports), schema]
        let gate = JobGate(schema: schema, database: repository, isShut: launch.settings.isReadOnly)
        if launch.settings.aws == nil {
            observation.metrics.watch(queue: ports.queue)
            let logger = launch.book.logger("worker")
            let work = work(
                ports, parts, copying, repository, launch, gate, watch: JobWatch(observation)
            ) { .local(.local) }
            services.append(JobService(work, shutdownTimeout: 0, queueIsOurs: true, logger: logger))
        } else {
            services.append(FlushingOutbox(outbox: parts.outbox, gate: gate))
            services += ports.services
        }
        return services
    }

    /// The jobs there are, with what they need.
    private static func work(
        _ ports: PortAdapters, _ parts: AccountParts, _ copying: Copying, _ repository: SQLRepository,
        _ launch: Launch, _ gate: JobGate, watch: JobWatch, rules: @escaping @Sendable () async throws -> JobRules
    ) -> JobService.Work {
        let mail = MailSettings(launch.settings.site)
        let writer = MailWriter(parts, mailer: ports.mailer, settings: mail)
        let copies = CopyJobs(copying, people: parts.people, mailer: ports.mailer, settings: mail)
        let imports = PanelListJobs(
            ImportPanelLists(
                curation: copying.curation, store: repository, blobs: ports.blobs, outbox: parts.outbox),
            people: parts.people, mailer: ports.mailer, settings: mail)
        let handlers = (writer.handlers + copies.handlers + imports.handlers).map(watch.watching)
        let report = JobLines.report(launch.book.logger("worker.task"), watch, parts.clock)
        return JobService.Work(parts: parts, pulse: repository, gate: gate, watch: watch, rules: rules) { rules in
            JobRunner(
                outbox: parts.outbox, queue: ports.queue, clock: parts.clock, handlers: handlers, rules: rules,
                gate: { try await gate.isOpen() }, report: report, turned: { watch.turned() })
        }
    }

    private static func curation(_ repository: SQLRepository) -> Curation {
        Curation(
            reader: repository, writer: repository, people: repository, genes: repository, vocabulary: repository,
            clock: SystemClock(), schemaVersion: BuildVersion.current)
    }

    /// Everything of `panelapp worker`.
    static func worker(_ launch: Launch, _ aws: AWSSettings) async throws -> [any Service] {
        let observation = Observation(launch, service: "panelapp-worker")
        let adapters = try AWSAdapters(
            aws, launch.settings, role: "worker", book: launch.book, observation: observation)
        do {
            return try worker(launch, aws, adapters, observation)
        } catch {
            await adapters.ports.close()
            throw error
        }
    }

    private static func worker(
        _ launch: Launch, _ aws: AWSSettings, _ adapters: AWSAdapters, _ observation: Observation
    ) throws -> [any Service] {
        let settings = launch.settings
        let logger = launch.book.logger("worker")
        let ports = adapters.ports
        let database = try OpenDatabase.open(settings, application: "worker", observation: observation)
        let repository = SQLRepository(database)
        let schema = SchemaKeeper(repository, migrates: false, logger: launch.book.logger("db"))
        let parts = try accountParts(repository, keyring(settings), ports.queue, settings)
        let copying = Copying(curation: curation(repository), reviews: repository, outbox: parts.outbox)
        let gate = JobGate(schema: schema, database: repository, isShut: settings.isReadOnly)
        let check = QueueCheck(
            queue: adapters.queue, creates: aws.worker.createsQueue, clock: parts.clock, logger: logger)
        let watch = JobWatch(observation)
        let work = work(ports, parts, copying, repository, launch, gate, watch: watch) {
            JobRules(try await check.run(), aws)
        }
        observation.metrics.watch(queue: ports.queue, outbox: repository)
        let drain = DrainState()
        var services = observation.services
        if let bind = settings.management {
            let routes = routes(database, schema, drain, watch, observation.metrics)
            // Before all others, so that it stops last.
            services.insert(ManagementServer(bind: bind, routes: routes, logger: logger), at: 0)
        }
        let own: [any Service] = [
            ClosingDatabase(database: database), ClosingPorts(ports: ports), adapters.renewal,
            IgnoringHangup(logger: logger), schema,
            JobService(work, shutdownTimeout: aws.worker.shutdownTimeout, queueIsOurs: false, logger: logger),
            DrainMark(drain: drain),
        ]
        return services + own
    }

    /// The private port of `worker`.
    private static func routes(
        _ database: any SQLDatabase, _ schema: SchemaKeeper, _ drain: DrainState, _ watch: JobWatch, _ metrics: Metrics
    ) -> ManagementRoutes {
        let readiness = Readiness(
            [
                Readiness.Condition(.starting) { schema.hasLooked },
                Readiness.Condition(.database) { await answers(database) },
                Readiness.Condition(.schema) { !schema.isUnfit },
            ], drain: drain)
        return ManagementRoutes(
            isAlive: { watch.isAlive() }, readiness: readiness, metrics: { await metrics.registry.text() },
            metricsType: MetricRegistry.contentType)
    }

    private static func answers(_ database: any SQLDatabase) async -> Bool {
        do {
            try await database.ping()
            return true
        } catch {
            return false
        }
    }
}
