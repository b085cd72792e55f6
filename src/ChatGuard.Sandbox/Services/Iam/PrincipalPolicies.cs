using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>The inline and attached policies of users, groups and roles: seven operations of one shape for each of the three.</summary>
internal static class PrincipalPolicies
{
    private static readonly Kind[] Kinds =
    [
        new("User", (call, input) => call.User(input.Required("UserName")), (call, entity) => call.Save((IamUser)entity)),
        new("Group", (call, input) => call.Group(input), (call, entity) => call.Save((IamGroup)entity)),
        new("Role", (call, input) => call.Role(input), (call, entity) => call.Save((IamRole)entity)),
    ];

    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = Kinds.SelectMany(Of).ToDictionary(pair => pair.Key, pair => pair.Value);

    private static IEnumerable<KeyValuePair<string, QueryOperation>> Of(Kind kind) =>
    [
        KeyValuePair.Create<string, QueryOperation>($"List{kind.Name}Policies", (call, input) => ListInline(kind.Get(call, input), input)),
        KeyValuePair.Create<string, QueryOperation>($"Get{kind.Name}Policy", (call, input) => GetInline(kind, kind.Get(call, input), input)),
        KeyValuePair.Create<string, QueryOperation>($"Put{kind.Name}Policy", (call, input) => Change(kind, call, input, PutInline)),
        KeyValuePair.Create<string, QueryOperation>($"Delete{kind.Name}Policy", (call, input) => Change(kind, call, input, DeleteInline)),
        KeyValuePair.Create<string, QueryOperation>($"ListAttached{kind.Name}Policies", (call, input) => ListAttached(kind.Get(call, input), input)),
        KeyValuePair.Create<string, QueryOperation>($"Attach{kind.Name}Policy", (call, input) => Change(kind, call, input, (entity, form) => Attach(call, entity, form))),
        KeyValuePair.Create<string, QueryOperation>($"Detach{kind.Name}Policy", (call, input) => Change(kind, call, input, Detach)),
    ];

    private static IEnumerable<XElement> ListInline(IamEntity entity, QueryParameters input)
    {
        var page = Paging.Of(input, entity.Inline.Keys, name => name);
        return page.Answer(IamXml.Names("PolicyNames", page.Items));
    }

    private static IEnumerable<XElement> GetInline(Kind kind, IamEntity entity, QueryParameters input)
    {
        var name = input.Required("PolicyName");
        return entity.Inline.TryGetValue(name, out var document)
            ? [new(kind.Name + "Name", entity.Name), new("PolicyName", name), new("PolicyDocument", Uri.EscapeDataString(document))]
            : throw NoInline(kind.Name, name);
    }

    private static IEnumerable<XElement> ListAttached(IamEntity entity, QueryParameters input)
    {
        var prefix = ":policy" + (input["PathPrefix"] ?? "/");
        var page = Paging.Of(input, entity.Attached.Where(arn => arn.Contains(prefix, StringComparison.Ordinal)), arn => arn);
        return page.Answer(IamXml.Attached(page.Items));
    }

    private static IamEntity PutInline(IamEntity entity, QueryParameters input)
    {
        var document = IamXml.Document(input.Required("PolicyDocument"));
        var inline = entity.Inline.SetItem(input.Required("PolicyName"), document);
        var (quota, kind) = entity switch { IamUser => (2048, "user"), IamGroup => (5120, "group"), _ => (10240, "role") };
        // AWS does not count white space against the quota.
        return inline.Values.Sum(text => text.Count(c => !char.IsWhiteSpace(c))) > quota
            ? throw new AwsError("LimitExceeded", $"Maximum policy size of {quota} bytes exceeded for {kind} {entity.Name}", 409)
            : entity with { Inline = inline };
    }

    private static IamEntity DeleteInline(IamEntity entity, QueryParameters input)
    {
        var name = input.Required("PolicyName");
        return entity.Inline.ContainsKey(name)
            ? entity with { Inline = entity.Inline.Remove(name) }
            : throw NoInline(entity is IamUser ? "User" : entity is IamGroup ? "Group" : "Role", name);
    }

    private static IamEntity Attach(Call call, IamEntity entity, QueryParameters input)
    {
        var arn = input.Required("PolicyArn");
        _ = ManagedPolicies.Find(call.Account.Iam, arn) ?? throw new AwsError("NoSuchEntity", $"Policy {arn} does not exist or is not attachable.", 404);
        return entity.Attached.Count >= 10 && !entity.Attached.Contains(arn)
            ? throw new AwsError("LimitExceeded", "Cannot exceed quota for PoliciesPerUser: 10", 409)
            : entity with { Attached = entity.Attached.Add(arn) };
    }

    private static IamEntity Detach(IamEntity entity, QueryParameters input)
    {
        var arn = input.Required("PolicyArn");
        return entity.Attached.Contains(arn)
            ? entity with { Attached = entity.Attached.Remove(arn) }
            : throw new AwsError("NoSuchEntity", $"Policy {arn} was not found.", 404);
    }

    private static IEnumerable<XElement> Change(Kind kind, Call call, QueryParameters input, Func<IamEntity, QueryParameters, IamEntity> change)
    {
        var entity = kind.Get(call, input);
        if (entity is IamRole { Path: var path } && path.StartsWith("/aws-service-role/", StringComparison.Ordinal))
        {
            throw new AwsError("UnmodifiableEntity", $"Cannot perform the operation on the protected role '{entity.Name}' - this role is only modifiable by AWS");
        }

        kind.Save(call, change(entity, input));
        return [];
    }

    private static AwsError NoInline(string kind, string name) => new("NoSuchEntity", $"The {kind.ToLowerInvariant()} policy with name {name} cannot be found.", 404);

    private sealed record Kind(string Name, Func<Call, QueryParameters, IamEntity> Get, Action<Call, IamEntity> Save);
}
