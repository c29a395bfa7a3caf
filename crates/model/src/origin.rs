/// Where in the definition files a compiled thing was written: an index into the text of origins that is kept
/// beside the table. Zero is "nowhere": a default, or a thing made up by the gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(pub u32);

impl Origin {
    pub const NOWHERE: Origin = Origin(0);
}

/// Origins say where a thing was written, never what it is: digests are the same wherever the text stands.
impl serde::Serialize for Origin {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}
