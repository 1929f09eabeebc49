import Domain
import Foundation
import Ports
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

/// Where keys come from and when they are renewed (`operations.md` 7.1, 7.2).
@Suite("AWS: credentials")
struct CredentialTests {
    private static let region = AWSRegion("eu-west-2")

    private func source(_ variables: [String: String]) throws(AWSFailure) -> CredentialSource? {
        try CredentialSource.find(in: variables, region: Self.region, session: "panelapp-web-1")
    }

    @Test("7.1: the first source that applies is taken, in this order")
    func order() throws {
        var variables = [
            "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
            "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:role",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/creds",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://agent/creds",
        ]
        #expect(
            try source(variables)
                == .fixed(AWSCredentials(accessKey: "AKIA", secretKey: "s", sessionToken: "t")))
        variables["AWS_SECRET_ACCESS_KEY"] = nil
        #expect(
            try source(variables)
                == .webIdentity(
                    tokenFile: "/token", roleARN: "arn:role", sessionName: "panelapp-web-1",
                    endpoint: "https://sts.eu-west-2.amazonaws.com"))
        variables["AWS_ROLE_ARN"] = nil
        #expect(try source(variables) == .container(url: "http://169.254.170.2/creds", authorization: nil))
        variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = nil
        variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/auth"
        #expect(try source(variables) == .container(url: "https://agent/creds", authorization: .file("/auth")))
        variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = nil
        #expect(try source(variables) == .metadata(endpoint: "http://169.254.169.254"))
        variables["AWS_EC2_METADATA_DISABLED"] = "true"
        #expect(try source(variables) == nil)
    }

    @Test(
        "O59: an agent elsewhere is asked over https only",
        arguments: [
            ("http://10.0.0.5/creds", false), ("http://evil.example/creds", false),
            ("http://localhost.evil.example/creds", false), ("http://169.254.170.2@evil.example/", false),
            ("ftp://localhost/creds", false), ("", false), ("https://agent.example/creds", true),
            ("http://127.0.0.1:1234/creds", true), ("http://169.254.170.23/v1/credentials", true),
            ("http://[fd00:ec2::23]/v1/credentials", true),
        ])
    func agent(url: String, isAllowed: Bool) {
        #expect(AgentAddress.isAllowed(url) == isAllowed)
    }

    // MARK: Renewal

    /// Hands out numbered keys that live for so many seconds, or fails.
    private final class Mint: Sendable {
        private let state = Mutex((count: 0, fails: false))
        let clock: ManualClock
        init(_ clock: ManualClock) { self.clock = clock }

        var count: Int { state.withLock { $0.count } }
        func fail(_ fails: Bool) { state.withLock { $0.fails = fails } }

        func fetch() throws(AWSFailure) -> AWSCredentials {
            let number = state.withLock { state in
                state.count += 1
                return state.fails ? nil : state.count
            }
            guard let number else { throw .credentials("down") }
            return AWSCredentials(
                accessKey: "key\(number)", secretKey: "s", sessionToken: "t",
                expires: clock.now().advanced(bySeconds: 3_600))
        }
    }

    private func cache(_ mint: Mint, _ events: Collected<AWSEvent> = Collected()) -> CredentialCache {
        CredentialCache(
            "test", clock: mint.clock, report: { events.append($0) },
            fetch: { () async throws(AWSFailure) in try mint.fetch() })
    }

    @Test("O58: renewed in the background with less than 15 minutes left, and by force below 10")
    func renewal() async throws {
        let clock = ManualClock()
        let mint = Mint(clock)
        let cache = cache(mint)
        #expect(try await cache.credentials().accessKey == "key1")
        clock.advance(bySeconds: 2_600)
        #expect(try await cache.credentials().accessKey == "key1")
        #expect(mint.count == 1)
        clock.advance(bySeconds: 200)
        #expect(try await cache.credentials().accessKey == "key1")
        while try await cache.credentials().accessKey == "key1" { await Task.yield() }
        #expect(mint.count == 2)
        clock.advance(bySeconds: 3_100)
        #expect(try await cache.credentials().accessKey == "key3")
    }

    @Test(
        "O58, 7.2: a process that asks for nothing renews in time all the same, until it is stopped; who asks then does not wait"
    )
    func idle() async throws {
        let clock = ManualClock()
        let timer = ManualTimer()
        let mint = Mint(clock)
        let events = Collected<AWSEvent>()
        let cache = cache(mint, events)
        let renewal = Task { await cache.renewInTime(on: timer) }
        func minutes(_ count: Int) async {
            for _ in 0..<count {
                while timer.sleepers == 0 { await Task.yield() }
                clock.advance(bySeconds: 60)
                timer.advance(bySeconds: 60)
            }
            while timer.sleepers == 0 { await Task.yield() }
        }
        await minutes(100)
        #expect(mint.count == 0, "nobody has asked for any yet")
        #expect(try await cache.credentials().accessKey == "key1")
        await minutes(44)
        #expect(mint.count == 1)
        await minutes(1)
        #expect(mint.count == 2, "a quarter of an hour before the end")
        await minutes(45 * 20)
        #expect(mint.count == 22)
        let remaining = try #require(await cache.remaining)
        #expect(remaining > CredentialCache.renewEarly)
        #expect(try await cache.credentials().accessKey == "key22")
        #expect(mint.count == 22, "whoever asks after the quiet time gets what is there")

        // While the source is away it is asked each minute, with a warning each, and as soon as it is back all is well.
        mint.fail(true)
        await minutes(48)
        #expect(mint.count == 26)
        #expect(events.all.count == 4)
        mint.fail(false)
        await minutes(1)
        #expect(try await cache.credentials().accessKey == "key27")
        #expect(mint.count == 27)

        renewal.cancel()
        await renewal.value
        #expect(timer.sleepers == 0)
    }

    @Test("7.2: many who ask at once cause one renewal")
    func once() async throws {
        let mint = Mint(ManualClock())
        let cache = cache(mint)
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await cache.credentials().accessKey } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(keys == ["key1"])
        #expect(mint.count == 1)
    }

    @Test("7.2: a renewal that fails keeps the old keys until they end, with a warning a minute")
    func failing() async throws {
        let clock = ManualClock()
        let mint = Mint(clock)
        let events = Collected<AWSEvent>()
        let cache = cache(mint, events)
        _ = try await cache.credentials()
        mint.fail(true)
        clock.advance(bySeconds: 3_100)
        for _ in 0..<5 { #expect(try await cache.credentials().accessKey == "key1") }
        #expect(events.all.count == 1)
        clock.advance(bySeconds: 61)
        _ = try await cache.credentials()
        #expect(events.all.count == 2)
        clock.advance(bySeconds: 600)
        await #expect(throws: AWSFailure.self) { try await cache.credentials() }
    }

    @Test("7.2: after a renewal that failed the present keys are used for half a minute before anybody waits again")
    func pause() async throws {
        let clock = ManualClock()
        let mint = Mint(clock)
        let cache = cache(mint)
        _ = try await cache.credentials()
        mint.fail(true)
        // Nine minutes are left, so that whoever asks waits for the source.
        clock.advance(bySeconds: 3_060)
        for _ in 0..<20 { #expect(try await cache.credentials().accessKey == "key1") }
        #expect(mint.count == 2)
        clock.advance(bySeconds: 31)
        for _ in 0..<20 { #expect(try await cache.credentials().accessKey == "key1") }
        #expect(mint.count == 3)
        // Ended ones are no use: everybody who asks needs new ones.
        clock.advance(bySeconds: 505)
        #expect(try await cache.credentials().accessKey == "key1")
        #expect(mint.count == 4)
        clock.advance(bySeconds: 5)
        await #expect(throws: AWSFailure.self) { try await cache.credentials() }
        mint.fail(false)
        #expect(try await cache.credentials().accessKey == "key6")
    }

    @Test("7.2: refused keys are replaced once, however many were refused them")
    func refused() async throws {
        let mint = Mint(ManualClock())
        let cache = cache(mint)
        let old = try await cache.credentials()
        let new = try await cache.replacing(old)
        #expect(new.accessKey == "key2")
        #expect(try await cache.replacing(old).accessKey == "key2")
        #expect(mint.count == 2)
    }

    @Test("Errors are read from JSON and XML, whatever stands around them")
    func errors() {
        let json = AWSProblem(
            status: 400, body: Array(#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no"}"#.utf8))
        #expect(json.code == "QueueDoesNotExist")
        let xml = AWSProblem(
            status: 403, body: Array("<Error><Code>AccessDenied</Code><Message>x</Message></Error>".utf8))
        #expect(xml.code == "AccessDenied" && xml.isDenied)
        #expect(AWSProblem(status: 404, body: []).code == "NotFound")
        // Answers to HEAD have no body; metrics and logs need a word all the same.
        #expect(AWSProblem(status: 403, body: []).code == "HTTP403")
        #expect(AWSProblem(status: 502, body: Array("<html>Bad Gateway</html>".utf8)).code == "HTTP502")
        #expect(AWSProblem(status: 400, body: Array("<Error><Code></Code></Error>".utf8)).code == "HTTP400")
        #expect(XMLText.first("Key", in: "<Key>a&amp;b &#x41;&lt;</Key>") == "a&b A<")
    }

    @Test("Credentials never print themselves")
    func description() {
        let credentials = AWSCredentials(accessKey: "AKIA", secretKey: "verysecret", sessionToken: "token")
        #expect(
            !"\(credentials)".contains("verysecret") && !"\(CredentialSource.fixed(credentials).name)".contains("AKIA"))
    }
}
