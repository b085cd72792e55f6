using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>Groups and their members.</summary>
internal static class Groups
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["ListGroups"] = List,
        ["GetGroup"] = Get,
        ["ListGroupsForUser"] = ListForUser,
        ["CreateGroup"] = Create,
        ["DeleteGroup"] = Delete,
        ["AddUserToGroup"] = (call, input) => Change(call, input, (user, group) => user with { Groups = user.Groups.Add(group) }),
        ["RemoveUserFromGroup"] = Remove,
    };

    private static IEnumerable<XElement> List(Call call, QueryParameters input)
    {
        var prefix = input["PathPrefix"] ?? "/";
        return Paging.Of(input, call.Account.Iam.Groups.Values.Where(g => g.Path.StartsWith(prefix, StringComparison.Ordinal)), g => g.Name).Answer("Groups", IamXml.Group);
    }

    private static IEnumerable<XElement> Get(Call call, QueryParameters input)
    {
        var group = call.Group(input);
        var page = Paging.Of(input, Members(call, group), user => user.Name);
        return [new("Group", IamXml.Group(group)), .. page.Answer("Users", IamXml.User)];
    }

    private static IEnumerable<XElement> ListForUser(Call call, QueryParameters input)
    {
        var names = call.User(input.Required("UserName")).Groups;
        return Paging.Of(input, names.Select(name => call.Account.Iam.Groups[name]), g => g.Name).Answer("Groups", IamXml.Group);
    }

    private static IEnumerable<XElement> Create(Call call, QueryParameters input)
    {
        var name = input.Required("GroupName");
        if (call.Account.Iam.Groups.ContainsKey(name))
        {
            throw IamXml.Exists("Group", name);
        }

        var path = input["Path"] ?? "/";
        var group = new IamGroup { Name = name, Path = path, Id = call.NewId("AGPA"), Arn = $"arn:aws:iam::{call.Account.Id}:group{path}{name}", Created = call.Now };
        call.Save(group);
        return [new("Group", IamXml.Group(group))];
    }

    private static IEnumerable<XElement> Delete(Call call, QueryParameters input)
    {
        var group = call.Group(input);
        if (Members(call, group).Any() || !group.Attached.IsEmpty || !group.Inline.IsEmpty)
        {
            throw new AwsError("DeleteConflict", "Cannot delete entity, must remove users from group first.", 409);
        }

        call.Account.Iam.Groups = call.Account.Iam.Groups.Remove(group.Name);
        return [];
    }

    private static IEnumerable<XElement> Remove(Call call, QueryParameters input) => Change(call, input, (user, group) =>
        user.Groups.Contains(group)
            ? user with { Groups = user.Groups.Remove(group) }
            : throw new AwsError("NoSuchEntity", $"The user with name {user.Name} is not in the group with name {group}.", 404));

    private static IEnumerable<XElement> Change(Call call, QueryParameters input, Func<IamUser, string, IamUser> change)
    {
        var group = call.Group(input);
        call.Save(change(call.User(input.Required("UserName")), group.Name));
        return [];
    }

    private static IEnumerable<IamUser> Members(Call call, IamGroup group) => call.Account.Iam.Users.Values.Where(user => user.Groups.Contains(group.Name));
}
