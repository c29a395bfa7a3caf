//! What is found of Lambda functions, and of whoever signs the calls to them and to other services.

use super::Explanation;

/// Sorted by name.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        name: "function-kind",
        text: "A `[[function]]` runs on this node, by its `command`, or is asked of an `endpoint`, and exactly one of the \
               two is written. What sets up processes, like `timeout`, `memory` and `concurrency`, goes with a command \
               alone: a function that runs elsewhere has these settings there.",
        page: None,
    },
    Explanation {
        name: "function-limits",
        text: "A function's timeout or memory is one that Lambda does not take: 1 second to 15 minutes, 128 MiB to \
               10,240 MiB. It holds here; the function would behave otherwise at Amazon.",
        page: Some("limits"),
    },
];
