/// What a token is. The names are the language's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    End,
    Text,
    Escape,
    DoubleEscape,
    EscapedDirective,
    EmptyIndex,
    Set,
    CommentStart,
    LineComment,
    BlockComment,
    Textblock,
    If,
    ElseIf,
    Else,
    EndDirective,
    Word,
    BracketedWord,
    Identifier,
    Dot,
    LeftCurly,
    RightCurly,
    IndexOpen,
    IndexClose,
    MapOpen,
    MapClose,
    ListOpen,
    ListClose,
    Comma,
    Colon,
    DoubleDot,
    Open,
    Close,
    CallClose,
    Blank,
    String,
    Integer,
    Float,
    True,
    False,
    Operator(Operator),
    Equals,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    And,
    Or,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    Not,
}

/// A token: its image is `text[start..end]`, which begins with the `$`, `#` and backslashes that led to it.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// `$` and `#` before it that turned out to begin nothing: printed with it when it is text.
    pub(crate) before: Option<Box<str>>,
}
