import Tracing

/// The JSON form of the OpenTelemetry protocol: what is posted to `/v1/traces`. Names are those of the protocol.
struct OTLPDocument: Encodable {
    struct ResourceSpans: Encodable {
        let resource: Resource
        let scopeSpans: [ScopeSpans]
    }

    struct Resource: Encodable { let attributes: [Attribute] }

    struct ScopeSpans: Encodable {
        let scope: Scope
        let spans: [Span]
    }

    struct Scope: Encodable {
        let name: String
        let version: String
    }

    struct Span: Encodable {
        let traceId: String
        let spanId: String
        let traceState: String?
        let parentSpanId: String?
        let name: String
        let kind: Int
        let startTimeUnixNano: String
        let endTimeUnixNano: String
        let attributes: [Attribute]
        let events: [Event]
        let links: [Link]
        let status: Status
    }

    struct Event: Encodable {
        let timeUnixNano: String
        let name: String
        let attributes: [Attribute]
    }

    struct Link: Encodable {
        let traceId: String
        let spanId: String
    }

    struct Status: Encodable {
        let code: Int
        let message: String?
    }

    struct Attribute: Encodable {
        let key: String
        let value: Value
    }

    /// One member, named by its kind. Whole numbers are texts, because JSON's numbers do not hold 64 bits everywhere.
    struct Value: Encodable {
        var stringValue: String?
        var intValue: String?
        var doubleValue: Double?
        var boolValue: Bool?
    }

    let resourceSpans: [ResourceSpans]

    init(_ spans: [FinishedSpan], resource: [(name: String, value: String)], version: String) {
        let scope = ScopeSpans(scope: Scope(name: "panelapp", version: version), spans: spans.map(Span.init))
        let attributes = resource.map { Attribute(key: $0.name, value: Value(stringValue: $0.value)) }
        resourceSpans = [ResourceSpans(resource: Resource(attributes: attributes), scopeSpans: [scope])]
    }
}

extension OTLPDocument.Span {
    init(_ span: FinishedSpan) {
        traceId = span.own.traceID.description
        spanId = span.own.spanID?.description ?? ""
        traceState = span.own.state
        parentSpanId = span.parent?.description
        name = span.name
        kind =
            switch span.kind {
            case .internal: 1
            case .server: 2
            case .client: 3
            case .producer: 4
            case .consumer: 5
            }
        startTimeUnixNano = String(span.start)
        endTimeUnixNano = String(max(span.start, span.end))
        attributes = OTLPDocument.Attribute.all(of: span.attributes)
        events = span.events.map { event in
            OTLPDocument.Event(
                timeUnixNano: String(event.nanosecondsSinceEpoch), name: event.name,
                attributes: OTLPDocument.Attribute.all(of: event.attributes))
        }
        links = span.links.compactMap { link in
            link.spanID.map { OTLPDocument.Link(traceId: link.traceID.description, spanId: $0.description) }
        }
        status = OTLPDocument.Status(
            code: span.status.map { $0.code == .error ? 2 : 1 } ?? 0, message: span.status?.message)
    }
}

extension OTLPDocument.Attribute {
    /// In the order of their names.
    static func all(of attributes: SpanAttributes) -> [OTLPDocument.Attribute] {
        var all: [OTLPDocument.Attribute] = []
        // They are no sequence.
        // swift-format-ignore: ReplaceForEachWithForLoop
        attributes.forEach { name, value in all.append(OTLPDocument.Attribute(key: name, value: .init(value))) }
        return all.sorted { $0.key < $1.key }
    }
}

extension OTLPDocument.Value {
    init(_ attribute: SpanAttribute) {
        switch attribute {
        case .int32(let value): self.init(intValue: String(value))
        case .int64(let value): self.init(intValue: String(value))
        case .double(let value) where value.isFinite: self.init(doubleValue: value)
        case .bool(let value): self.init(boolValue: value)
        case .string(let value): self.init(stringValue: value)
        case .stringConvertible(let value): self.init(stringValue: value.description)
        default: self.init(stringValue: "\(attribute)")
        }
    }
}
