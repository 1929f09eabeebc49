extension ModeOfInheritance {
    /// The text to store for a chosen mode: genes of the mitochondrial genome have only one (`domain.md D29`).
    public static func stored(_ chosen: String, for entity: String, kind: EntityKind) -> String {
        kind == .gene && entity.hasPrefix("MT-") ? mitochondrial.rawValue : chosen
    }
}
