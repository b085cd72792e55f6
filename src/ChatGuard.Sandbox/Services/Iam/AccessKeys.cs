using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>Access keys of users and root.</summary>
internal static class AccessKeys
{
    private const int Quota = 2;

    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["ListAccessKeys"] = List,
        ["GetAccessKeyLastUsed"] = LastUsed,
        ["CreateAccessKey"] = Create,
        ["UpdateAccessKey"] = Update,
        ["DeleteAccessKey"] = Delete,
    };

    private static IEnumerable<XElement> List(Call call, QueryParameters input)
    {
        var user = call.User(input);
        return Paging.Of(input, user.Keys.OrderBy(key => key.Id, StringComparer.Ordinal), key => key.Id).Answer("AccessKeyMetadata", key =>
        [
            new("UserName", IamLookup.ShownName(user)),
            new("AccessKeyId", key.Id),
            new("Status", key.Status),
            new("CreateDate", IamXml.Iso(key.Created)),
        ]);
    }

    private static IEnumerable<XElement> LastUsed(Call call, QueryParameters input)
    {
        var id = input.Required("AccessKeyId");
        var owner = call.Account.Iam.Users.Values.Append(call.Account.Iam.Root).FirstOrDefault(user => user.Keys.Exists(key => key.Id == id))
            ?? throw new AwsError("AccessDenied", $"User: {call.Caller.Arn} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key {id}", 403);
        var use = owner.Keys.First(key => key.Id == id).LastUse;
        return
        [
            new("UserName", IamLookup.ShownName(owner)),
            new(
                "AccessKeyLastUsed",
                use is null ? null : new XElement("LastUsedDate", IamXml.Iso(use.Time)),
                new XElement("ServiceName", use?.Service ?? "N/A"),
                new XElement("Region", use?.Region ?? "N/A")),
        ];
    }

    private static IEnumerable<XElement> Create(Call call, QueryParameters input)
    {
        var user = call.User(input);
        if (user.Keys.Count >= Quota)
        {
            throw new AwsError("LimitExceeded", $"Cannot exceed quota for AccessKeysPerUser: {Quota}", 409);
        }

        var key = new AccessKey(call.NewId("AKIA"), Active: true, call.Now);
        call.Save(user with { Keys = user.Keys.Add(key) });
        return
        [
            new(
                "AccessKey",
                new XElement("UserName", IamLookup.ShownName(user)),
                new XElement("AccessKeyId", key.Id),
                new XElement("Status", key.Status),
                new XElement("SecretAccessKey", call.Organization.Keyring.Secret(key.Id)),
                new XElement("CreateDate", IamXml.Iso(key.Created))),
        ];
    }

    private static IEnumerable<XElement> Update(Call call, QueryParameters input)
    {
        var (user, key) = Find(call, input);
        var active = StatusOf(input);
        call.Save(user with { Keys = user.Keys.Replace(key, key with { Active = active }) });
        return [];
    }

    private static IEnumerable<XElement> Delete(Call call, QueryParameters input)
    {
        var (user, key) = Find(call, input);
        call.Save(user with { Keys = user.Keys.Remove(key) });
        return [];
    }

    /// <summary>Status as a flag, for every kind of credential that has Active and Inactive.</summary>
    /// <exception cref="AwsError">ValidationError for any other word; InvalidInput for Expired, which nobody can set.</exception>
    public static bool StatusOf(QueryParameters input) => input.Required("Status") switch
    {
        "Active" => true,
        "Inactive" => false,
        "Expired" => throw new AwsError("InvalidInput", "The status Expired cannot be set."),
        var other => throw new AwsError("ValidationError", $"1 validation error detected: Value '{other}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Expired, Inactive]"),
    };

    private static (IamUser User, AccessKey Key) Find(Call call, QueryParameters input)
    {
        var user = call.User(input);
        var id = input.Required("AccessKeyId");
        return (user, user.Keys.Find(key => key.Id == id) ?? throw new AwsError("NoSuchEntity", $"The Access Key with id {id} cannot be found.", 404));
    }
}
