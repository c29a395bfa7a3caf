//! The lasting names of what this room finds. Each is explained in `definition::explain`.

macro_rules! names {
    ($($constant:ident = $name:literal;)*) => {
        $(pub(crate) const $constant: &str = $name;)*

        /// Every name, sorted.
        pub const NAMES: &[&str] = &[$($name),*];
    };
}

names! {
    BAD_CORS = "bad-cors";
    BAD_MEDIA_TYPE = "bad-media-type";
    BAD_MODEL = "bad-model";
    BAD_PARAMETER = "bad-parameter";
    BAD_PATTERN = "bad-pattern";
    BAD_TEMPLATE = "bad-template";
    BAD_URI = "bad-uri";
    CALL_UNSIGNED = "call-unsigned";
    CONFLICTING_PATH = "conflicting-path";
    CREDENTIALS_UNKNOWN = "credentials-unknown";
    DUPLICATE_NAME = "duplicate-name";
    DUPLICATE_ROUTE = "duplicate-route";
    FUNCTION_MERGED = "function-merged";
    FUNCTION_UNKNOWN = "function-unknown";
    FUNCTION_UNUSED = "function-unused";
    INTEGRATION_MISSING = "integration-missing";
    INVALID_METHOD = "invalid-method";
    INVALID_PATH = "invalid-path";
    METHODS_MISSING = "methods-missing";
    NO_TARGETS = "no-targets";
    NOT_ENFORCED = "not-enforced";
    PATH_PARAMETER_UNMAPPED = "path-parameter-unmapped";
    PAYLOAD_FORMAT = "payload-format";
    RESPONSE_MISSING = "response-missing";
    STAGE_MISSING = "stage-missing";
    STAGE_VARIABLE_UNDEFINED = "stage-variable-undefined";
    TIMEOUT_RANGE = "timeout-range";
    TLS_INSECURE = "tls-insecure";
    TLS_NAME_MISSING = "tls-name-missing";
    TOO_MANY_FUNCTIONS = "too-many-functions";
    TOO_MANY_TARGET_GROUPS = "too-many-target-groups";
    UNKNOWN_API = "unknown-api";
    UNKNOWN_LISTENER = "unknown-listener";
    UNKNOWN_METHOD = "unknown-method";
    UNKNOWN_STAGE = "unknown-stage";
    UNKNOWN_SUBTYPE = "unknown-subtype";
    UNKNOWN_TARGET_GROUP = "unknown-target-group";
    UNKNOWN_VARIABLE = "unknown-variable";
    UNKNOWN_VPC_LINK = "unknown-vpc-link";
    URI_PORT = "uri-port";
}
