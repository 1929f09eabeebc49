import Domain
import Foundation
import PeerSupport
import Ports
import SQSJobQueue
import TestSupport
import Testing

@testable import AWSClient

/// Credentials from where AWS hands them out (`operations.md` 7), and what calls are then signed with.
@Suite("AWS: credentials from agents", .timeLimit(.minutes(5)))
struct CredentialAgentTests {
    /// What a test works with.
    private struct Bench: Sendable {
        let agents: CredentialAgents
        let stub: AWSStub
        let address: String
        let cache: CredentialCache
        let tokenFile: URL

        func callS3() async throws {
            try await AWSStub.bucket(address, cache, clock: agents.clock).delete("a.txt")
        }

        func callSQS() async throws {
            let queue = SQSJobQueue(
                SQSSettings(queue: "panelapp", endpoint: try present(AWSEndpoint(address)), lease: 360),
                service: AWSStub.service("sqs", cache, clock: agents.clock), clock: agents.clock)
            _ = try await queue.attributes()
        }

        /// Calls to S3 and SQS.
        var calls: [AWSStub.Asked] {
            stub.asked.filter { $0.headers["authorization"]?.hasPrefix("AWS4-HMAC-SHA256") == true }
        }
    }

    /// More than the sources get in earnest: the machine that runs the tests may be busy.
    private static let patience = CredentialPatience(
        metadata: .seconds(60), container: .seconds(60), sts: .seconds(60))

    private func with(
        _ kind: AgentKind, _ agents: CredentialAgents = CredentialAgents(),
        _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        try await ScratchFolder.with { folder in
            let file = folder.appending(path: "token")
            try Data("token-1\n".utf8).write(to: file)
            let stub = agents.stub()
            try await stub.serving { address in
                let found = try CredentialSource.find(
                    in: kind.variables(address, token: file.path), region: Peers.region, session: "panelapp-web-1")
                let source = try present(kind.reachable(try present(found), address))
                let cache = CredentialCache(
                    source, http: Peers.http, clock: agents.clock, patience: Self.patience)
                try await body(Bench(agents: agents, stub: stub, address: address, cache: cache, tokenFile: file))
            }
        }
    }

    /// What the signature of a call must be, worked out from the keys.
    private func authorization(_ asked: AWSStub.Asked, _ address: String, _ keys: AWSCredentials, at moment: Instant)
        throws
        -> String?
    {
        let isSQS = asked.headers["x-amz-target"] != nil
        let names = isSQS ? ["content-type", "x-amz-target"] : []
        let request = AWSRequest(
            asked.method, try present(AWSEndpoint(address)), path: asked.path,
            headers: names.map { ($0, asked.headers[$0] ?? "") }, body: asked.body)
        return Signer(service: isSQS ? "sqs" : "s3", region: Peers.region)
            .headers(for: request, with: keys, at: moment).last?.value
    }

    @Test(
        "O58: calls to S3 and SQS are signed with the agent's keys and token; they are renewed in time, and token files read anew",
        arguments: AgentKind.allCases)
    func signed(kind: AgentKind) async throws {
        try await with(kind) { bench in
            try await bench.callS3()
            try await bench.callSQS()

            #expect(bench.agents.count == 1)
            #expect(bench.calls.count == 3)
            let first = bench.agents.key(1)
            for call in bench.calls {
                #expect(call.headers["x-amz-security-token"] == first.sessionToken)
                let expected = try authorization(call, bench.address, first, at: bench.agents.clock.now())
                #expect(call.headers["authorization"] == expected)
            }

            // Less than ten minutes are left.
            bench.agents.clock.advance(bySeconds: 3_100)
            try Data("token-2".utf8).write(to: bench.tokenFile)
            try await bench.callS3()

            #expect(bench.agents.count == 2)
            let last = try present(bench.calls.last)
            let second = bench.agents.key(2)
            #expect(last.headers["x-amz-security-token"] == second.sessionToken)
            let expected = try authorization(last, bench.address, second, at: bench.agents.clock.now())
            #expect(last.headers["authorization"] == expected)
            let tokens = bench.stub.asked.compactMap { kind.token(in: $0) }
            #expect(tokens == (kind == .instance ? ["metadata-session", "metadata-session"] : ["token-1", "token-2"]))
        }
    }

    @Test("O56: the address that SQS gives a queue is data; requests go to the endpoint")
    func queueAddress() async throws {
        try await with(.eks) { bench in
            try await bench.callSQS()
            let call = try present(bench.calls.last)
            #expect(call.headers["x-amz-target"] == "AmazonSQS.GetQueueAttributes")
            #expect(call.path == "/" && call.text.contains("unreachable.example"))
        }
    }

    @Test(
        "7.2: keys that a service calls expired are renewed once, and the call is made once more",
        arguments: [("ExpiredToken", 400), ("ExpiredTokenException", 400), ("InvalidClientTokenId", 403)])
    func expired(code: String, status: Int) async throws {
        let agents = CredentialAgents { $0 == 1 ? .error(status, code) : nil }
        try await with(.eks, agents) { bench in
            try await bench.callS3()
            #expect(agents.count == 2)
            #expect(bench.calls.map { $0.headers["x-amz-security-token"] } == ["session-1==", "session-2=="])
        }
    }

    @Test("7.2: keys that stay expired end the call after the second try")
    func expiredForGood() async throws {
        let agents = CredentialAgents { _ in .error(400, "ExpiredToken") }
        try await with(.instance, agents) { bench in
            await #expect(throws: AWSFailure.self) { try await bench.callS3() }
            #expect(agents.count == 2)
            #expect(bench.calls.count == 2)
        }
    }

    @Test("O59: a metadata service that gives no session is asked for nothing else: there is no way back to version 1")
    func noVersionOne() async throws {
        let stub = AWSStub { _ in .init(status: 403) }
        try await stub.serving { address in
            let cache = CredentialCache(
                .metadata(endpoint: address), http: Peers.http, clock: Peers.clock, patience: Self.patience)
            await #expect(throws: AWSFailure.self) { try await cache.credentials() }
        }
        #expect(!stub.asked.isEmpty)
        #expect(stub.asked.allSatisfy { $0.method == "PUT" && $0.path == "/latest/api/token" })
    }

    @Test(
        "O59: addresses that lead away from this machine are refused before anything is asked",
        arguments: [
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://10.0.0.5/creds"),
            ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@evil.example/creds"),
            ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", ".evil.example/creds"),
        ])
    func refused(variable: String, value: String) throws {
        do {
            _ = try CredentialSource.find(in: [variable: value], region: Peers.region, session: "s")
            Issue.record("it was accepted")
        } catch {
            guard case .configuration(let reason) = error else { throw error }
            #expect(reason.hasPrefix("\(variable) ") && !reason.contains("evil"))
        }
    }

    @Test("7.1: a token with a line end inside, or none, is never sent")
    func brokenToken() async throws {
        try await with(.eks) { bench in
            try Data("one\r\nX-Injected: two".utf8).write(to: bench.tokenFile)
            await #expect(throws: AWSFailure.credentials("the container authorization token holds a line end")) {
                try await bench.callS3()
            }
            try FileManager.default.removeItem(at: bench.tokenFile)
            await #expect(throws: AWSFailure.credentials("the token file cannot be read")) { try await bench.callS3() }
            #expect(bench.stub.asked.isEmpty)
        }
    }

    @Test("7.1: an agent that fails twice is asked a third time")
    func patient() async throws {
        let agents = CredentialAgents()
        let asked = Collected<Int>()
        let stub = AWSStub { request in
            asked.append(1)
            return asked.all.count < 3
                ? .init(status: 500)
                : .init(
                    body: #"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-02T05:00:00Z"}"#)
        }
        try await stub.serving { address in
            let cache = CredentialCache(
                .container(url: "\(address)/v1/credentials", authorization: nil), http: Peers.http, clock: agents.clock,
                patience: Self.patience)
            let key = try await cache.credentials().accessKey
            #expect(key == "A")
        }
    }

    @Test("7.1: the metadata service gets 1 s for an answer, the agent of a container 2 s, STS 10 s")
    func patience() {
        let patience = CredentialPatience()
        #expect(patience.metadata == .seconds(1))
        #expect(patience.container == .seconds(2))
        #expect(patience.sts == .seconds(10))
    }

    @Test("7.1: a source that says nothing is given up when its time is over")
    func silent() async throws {
        let over = Collected<Void>()
        let stub = AWSStub { _ in
            while over.all.isEmpty, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(10)) }
            return .init(status: 500)
        }
        try await stub.serving { address in
            defer { over.append(()) }
            let short = CredentialPatience(metadata: .milliseconds(100), container: .milliseconds(100))
            for source in [
                CredentialSource.metadata(endpoint: address), .container(url: "\(address)/x", authorization: nil),
            ] {
                let cache = CredentialCache(source, http: Peers.http, clock: Peers.clock, patience: short)
                await #expect(throws: AWSFailure.self) { try await cache.credentials() }
            }
        }
    }

    @Test("7.1: a session of a web identity has the name it was given, and says so unsigned")
    func sessionName() async throws {
        try await with(.webIdentity) { bench in
            try await bench.callS3()
            let asked = try present(bench.stub.asked.first)
            #expect(asked.method == "POST" && asked.headers["authorization"] == nil)
            for part in [
                "Version=2011-06-15", "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx", "RoleSessionName=panelapp-web-1",
            ] {
                #expect(asked.text.contains(part))
            }
        }
    }
}
