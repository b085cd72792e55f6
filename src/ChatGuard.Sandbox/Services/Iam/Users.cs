using System.Collections.Immutable;
using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>Users and their tags.</summary>
internal static class Users
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["ListUsers"] = List,
        ["GetUser"] = (call, input) => [new XElement("User", IamXml.User(call.User(input)))],
        ["CreateUser"] = Create,
        ["DeleteUser"] = Delete,
        ["TagUser"] = Tag,
        ["UntagUser"] = Untag,
        ["ListUserTags"] = ListTags,
        ["PutUserPermissionsBoundary"] = (call, input) => Save(call, call.User(input.Required("UserName")) with { Boundary = input.Required("PermissionsBoundary") }),
        ["DeleteUserPermissionsBoundary"] = (call, input) => Save(call, call.User(input.Required("UserName")) with { Boundary = null }),
    };

    private static IEnumerable<XElement> List(Call call, QueryParameters input)
    {
        var prefix = input["PathPrefix"] ?? "/";
        var users = call.Account.Iam.Users.Values.Where(user => user.Path.StartsWith(prefix, StringComparison.Ordinal));
        // ListUsers leaves tags and boundary out; GetUser has them.
        return Paging.Of(input, users, user => user.Name)
            .Answer("Users", user => IamXml.User(user with { Tags = ImmutableSortedDictionary<string, string>.Empty, Boundary = null }));
    }

    private static IEnumerable<XElement> Create(Call call, QueryParameters input)
    {
        var name = input.Required("UserName");
        if (call.Account.Iam.Users.ContainsKey(name))
        {
            throw IamXml.Exists("User", name);
        }

        var path = input["Path"] ?? "/";
        var user = new IamUser
        {
            Name = name,
            Path = path,
            Id = call.NewId("AIDA"),
            Arn = $"arn:aws:iam::{call.Account.Id}:user{path}{name}",
            Created = call.Now,
            Boundary = input["PermissionsBoundary"],
        };
        user = user with { Tags = user.Tags.SetItems(TagsOf(input)) };
        call.Save(user);
        return [new XElement("User", IamXml.User(user))];
    }

    private static IEnumerable<XElement> Delete(Call call, QueryParameters input)
    {
        var user = call.User(input.Required("UserName"));
        var blocked = user switch
        {
            { Keys.Count: > 0 } => "delete access keys",
            { Password: not null } => "delete login profile",
            { Mfa.Count: > 0 } => "deactivate MFA devices",
            { Groups.Count: > 0 } => "remove users from group",
            { Attached.Count: > 0 } => "detach all policies",
            { Inline.Count: > 0 } => "delete policies",
            _ => null,
        };
        if (blocked is not null)
        {
            throw new AwsError("DeleteConflict", $"Cannot delete entity, must {blocked} first.", 409);
        }

        call.Account.Iam.Users = call.Account.Iam.Users.Remove(user.Name);
        return [];
    }

    private static IEnumerable<XElement> Tag(Call call, QueryParameters input)
    {
        var user = call.User(input.Required("UserName"));
        var tags = user.Tags.SetItems(TagsOf(input));
        return tags.Count > 50
            ? throw new AwsError("LimitExceeded", "The number of tags has reached the maximum limit.", 409)
            : Save(call, user with { Tags = tags });
    }

    private static IEnumerable<XElement> Untag(Call call, QueryParameters input)
    {
        var user = call.User(input.Required("UserName"));
        return Save(call, user with { Tags = user.Tags.RemoveRange(input.List("TagKeys")) });
    }

    private static IEnumerable<XElement> ListTags(Call call, QueryParameters input)
    {
        var page = Paging.Of(input, call.User(input.Required("UserName")).Tags, tag => tag.Key);
        return page.Answer(IamXml.TagList(page.Items));
    }

    private static IEnumerable<KeyValuePair<string, string>> TagsOf(QueryParameters input) =>
        input.Structures("Tags").Select(tag => KeyValuePair.Create(tag.Required("Key"), tag["Value"] ?? ""));

    private static IEnumerable<XElement> Save(Call call, IamUser user)
    {
        call.Save(user);
        return [];
    }
}
