//! `${…}`: Amazon's variables are replaced at import, stage variables are left for the request, and all others were to be
//! replaced by Terraform or CloudFormation before.

/// What a request, and not the import, gives a value.
const LATER: &[&str] = &["stageVariables.", "request.", "response.", "context."];

pub(super) struct Expanded<'t> {
    pub(super) text: String,
    /// The names within the braces that nothing replaces.
    pub(super) unresolved: Vec<&'t str>,
}

pub(super) fn expand<'t>(text: &'t str, region: &str, account: &str) -> Expanded<'t> {
    let mut expanded = Expanded { text: String::with_capacity(text.len()), unresolved: Vec::new() };
    let mut rest = text;
    while let Some((before, name, after)) = next(rest) {
        expanded.text.push_str(before);
        match name {
            "AWS::Region" => expanded.text.push_str(region),
            "AWS::AccountId" => expanded.text.push_str(account),
            "AWS::Partition" => expanded.text.push_str(partition(region)),
            _ => {
                if !LATER.iter().any(|prefix| name.starts_with(prefix)) {
                    expanded.unresolved.push(name);
                }
                expanded.text.push_str(&rest[before.len()..rest.len() - after.len()]);
            }
        }
        rest = after;
    }
    expanded.text.push_str(rest);
    expanded
}

/// What is before the next `${name}`, its name, and what is after it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("${")?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// The partition that a region belongs to.
pub fn partition(region: &str) -> &'static str {
    const OTHERS: [(&str, &str); 6] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-iso-", "aws-iso"),
    ];
    OTHERS.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("aws", |(_, partition)| partition)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// import-api-aws-variables
    #[test]
    fn amazons_variables_are_replaced_and_others_named() {
        for (text, region, expected, unresolved) in [
            ("arn:${AWS::Partition}:x:${AWS::Region}:${AWS::AccountId}:y", "us-east-2", "arn:aws:x:us-east-2:1:y", ""),
            ("${AWS::Partition}", "cn-north-1", "aws-cn", ""),
            ("https://${stageVariables.host}/${AWS::Region}", "r", "https://${stageVariables.host}/r", ""),
            ("http://${BackendHost}/a", "r", "http://${BackendHost}/a", "BackendHost"),
            ("${AWS::StackName}${a.b}", "r", "${AWS::StackName}${a.b}", "AWS::StackName a.b"),
            ("$request.path.id ${request.path.id}", "r", "$request.path.id ${request.path.id}", ""),
            ("{proxy+} $default ${open", "r", "{proxy+} $default ${open", ""),
        ] {
            let expanded = expand(text, region, "1");
            assert_eq!(
                (expanded.text.as_str(), expanded.unresolved.join(" ").as_str()),
                (expected, unresolved),
                "{text}"
            );
        }
    }
}
