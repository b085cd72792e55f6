using System.Globalization;
using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>IAM's structures as XML, and the errors every operation shares.</summary>
internal static class IamXml
{
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static XElement List(string name, IEnumerable<IEnumerable<XElement>> members) => new(name, members.Select(m => new XElement("member", m)));

    public static XElement Names(string name, IEnumerable<string> members) => new(name, members.Select(m => new XElement("member", m)));

    public static IEnumerable<XElement> User(IamUser user) =>
    [
        // Root has neither a path nor a user name.
        .. Head(user, "User").Where(element => user.Name != IamUser.RootName || element.Name.LocalName is not ("Path" or "UserName")),
        .. user.Password?.LastUsed is { } used ? [new XElement("PasswordLastUsed", Iso(used))] : Array.Empty<XElement>(),
        .. Boundary(user),
        .. Tags(user),
    ];

    public static IEnumerable<XElement> Group(IamGroup group) => Head(group, "Group");

    public static IEnumerable<XElement> Role(IamRole role) =>
    [
        .. Head(role, "Role"),
        new XElement("AssumeRolePolicyDocument", Uri.EscapeDataString(role.Trust)),
        .. role.Description.Length > 0 ? [new XElement("Description", role.Description)] : Array.Empty<XElement>(),
        new XElement("MaxSessionDuration", role.MaxSessionDuration),
        .. Boundary(role),
        .. Tags(role),
        LastUsed(role),
    ];

    public static XElement LastUsed(IamRole role) => new(
        "RoleLastUsed",
        role.LastUsed is { } used ? (XElement[])[new("LastUsedDate", Iso(used)), new("Region", role.LastUsedRegion)] : []);

    /// <summary>Path, name, id, ARN and creation date; <paramref name="kind"/> is User, Group or Role.</summary>
    public static XElement[] Head(IamEntity entity, string kind) =>
    [
        new("Path", entity.Path),
        new(kind + "Name", entity.Name),
        new(kind + "Id", entity.Id),
        new("Arn", entity.Arn),
        new("CreateDate", Iso(entity.Created)),
    ];

    public static XElement[] Boundary(IamEntity entity) => entity.Boundary is { } arn
        ? [new XElement("PermissionsBoundary", new XElement("PermissionsBoundaryType", "Policy"), new XElement("PermissionsBoundaryArn", arn))]
        : [];

    public static XElement[] Tags(IamEntity entity) => entity.Tags.IsEmpty ? [] : [TagList(entity.Tags)];

    public static XElement TagList(IEnumerable<KeyValuePair<string, string>> tags) =>
        List("Tags", tags.Select(tag => (XElement[])[new("Key", tag.Key), new("Value", tag.Value)]));

    public static XElement Attached(IEnumerable<string> arns, string name = "AttachedPolicies") =>
        List(name, arns.Select(arn => (XElement[])[new("PolicyName", arn[(arn.LastIndexOf('/') + 1)..]), new("PolicyArn", arn)]));

    public static AwsError NoSuch(string kind, string name) => new("NoSuchEntity", $"The {kind} with name {name} cannot be found.", 404);

    public static AwsError Exists(string kind, string name) => new("EntityAlreadyExists", $"{kind} with name {name} already exists.", 409);

    /// <exception cref="AwsError">MalformedPolicyDocument where the text is no JSON object.</exception>
    public static string Document(string text)
    {
        try
        {
            if (System.Text.Json.Nodes.JsonNode.Parse(text) is System.Text.Json.Nodes.JsonObject policy && policy.ContainsKey("Statement"))
            {
                return text;
            }
        }
        catch (System.Text.Json.JsonException)
        {
            // Falls through to AWS's own sentence.
        }

        throw new AwsError("MalformedPolicyDocument", "Syntax errors in policy.");
    }
}
