/// What one template may use. [`Limits::default`] has Amazon's numbers where Amazon publishes one, and ours where it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a template's text. "Maximum size of a mapping template: 300 KB" (`limits`, quotas for REST APIs).
    pub template_bytes: usize,
    /// Rounds of one `#foreach`. "Number of iterations in a #foreach loop in mapping templates: 1000" (`limits`); the rest
    /// of the items are passed over.
    pub iterations: usize,
    /// Calls of macros inside calls of macros: Velocity's `velocimacro.max.depth`.
    pub macro_depth: usize,
    /// Nesting of any kind: parentheses and blocks when a template is parsed, blocks, arguments and values when it is rendered.
    pub depth: usize,
    /// Bytes of what a template prints. "Payload size: 10 MB" (`limits`): more could not be sent.
    pub output_bytes: usize,
    /// Bytes of all text, list and map places that a template makes on its way, dropped or not.
    pub value_bytes: usize,
    /// References, operators, directives and rounds, one for each 16 bytes of text that is made, and what long numbers and
    /// regular expressions cost: a tenth of a second at worst, in which whoever renders does nothing else.
    pub steps: usize,
    /// Steps back that one search by a regular expression may take.
    pub backtracks: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            template_bytes: 300 * 1024,
            iterations: 1_000,
            macro_depth: 20,
            depth: 128,
            output_bytes: 10 * 1024 * 1024,
            value_bytes: 64 * 1024 * 1024,
            steps: 2_000_000,
            backtracks: 200_000,
        }
    }
}
