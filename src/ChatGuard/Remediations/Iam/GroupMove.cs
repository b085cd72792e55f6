using System.Text.Json.Nodes;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Remediations.Iam;

/// <summary>A policy that goes from a user to a group.</summary>
/// <param name="Name">The ARN of a managed one, the name of an inline one.</param>
/// <param name="Value"><c>attached</c>, or an inline policy's document.</param>
internal sealed record MovedPolicy(string Name, string Value, bool IsInline);

/// <summary>The calls that move policies from one user to one group, each with the one that takes it back.</summary>
internal sealed record GroupMove(string User, string UserArn, string Group, string GroupArn)
{
    public PlannedStep Create(FieldChange change) =>
        OfGroup($"Make the group {Group}", "CreateGroup", [], change) with { Undo = OfGroup($"Delete the group {Group}", "DeleteGroup", [], Back(change)) with { AlreadyDoneErrors = ["NoSuchEntity"] } };

    public PlannedStep Join(FieldChange change) => OfGroup($"Add {User} to {Group}", "AddUserToGroup", Named(), change) with
    {
        NotYetErrors = ["NoSuchEntity"],
        Undo = OfGroup($"Take {User} out of {Group}", "RemoveUserFromGroup", Named(), Back(change)) with { AlreadyDoneErrors = ["NoSuchEntity"] },
    };

    public PlannedStep Grant(MovedPolicy policy, FieldChange change)
    {
        var (forth, back) = policy.IsInline ? ("PutGroupPolicy", "DeleteGroupPolicy") : ("AttachGroupPolicy", "DetachGroupPolicy");
        return OfGroup($"Give {Short(policy)} to {Group}", forth, Written(policy), change) with
        {
            NotYetErrors = ["NoSuchEntity"],
            Undo = OfGroup($"Take {Short(policy)} from {Group}", back, Known(policy), Back(change)) with { AlreadyDoneErrors = ["NoSuchEntity"] },
        };
    }

    public PlannedStep Remove(MovedPolicy policy, FieldChange[] changes)
    {
        var (forth, back) = policy.IsInline ? ("DeleteUserPolicy", "PutUserPolicy") : ("DetachUserPolicy", "AttachUserPolicy");
        return OfUser($"Take {Short(policy)} from {User} itself", forth, Known(policy), changes) with
        {
            AlreadyDoneErrors = ["NoSuchEntity"],
            Undo = OfUser($"Give {Short(policy)} back to {User} itself", back, Written(policy), [.. changes.Select(Back)]),
        };
    }

    private static FieldChange Back(FieldChange change) => new(change.Field, change.After, change.Before);

    private static string Short(MovedPolicy policy) => policy.IsInline ? $"the inline policy {policy.Name}" : IamTargets.NameOf(policy.Name);

    private static JsonObject Known(MovedPolicy policy) => new() { [policy.IsInline ? "PolicyName" : "PolicyArn"] = policy.Name };

    private static JsonObject Written(MovedPolicy policy)
    {
        var input = Known(policy);
        if (policy.IsInline)
        {
            input["PolicyDocument"] = policy.Value;
        }

        return input;
    }

    private JsonObject Named() => new() { ["UserName"] = User };

    private PlannedStep OfGroup(string title, string operation, JsonObject input, FieldChange change)
    {
        input["GroupName"] = Group;
        return new(title, new AwsCall("iam", operation, null, input), [change], [new Permission($"iam:{operation}", [GroupArn])]);
    }

    private PlannedStep OfUser(string title, string operation, JsonObject input, FieldChange[] changes)
    {
        input["UserName"] = User;
        return new(title, new AwsCall("iam", operation, null, input), changes, [new Permission($"iam:{operation}", [UserArn])]);
    }
}
