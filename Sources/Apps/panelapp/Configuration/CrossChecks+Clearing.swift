extension ConfigurationReader.Outcome {
    /// `collectstatic` needs no media bucket, but where it can know of it, it must not clear it away. What is malformed is
    /// the business of the commands that need it.
    mutating func noteMediaBucket(_ environment: RawEnvironment) {
        for variable in Catalogue.seed
        where ["AWS_S3_MEDIAFILES_BUCKET_NAME", "AWS_MEDIAFILES_LOCATION"].contains(variable.name) {
            var text = variable.defaultText(in: mode)
            if case .text(let given) = environment.read(variable) { text = given }
            switch text.map(variable.kind.read) {
            case .value(let value), .repaired(let value, _): values[variable.name] = value
            case .wrong, nil: break
            }
        }
    }
}
