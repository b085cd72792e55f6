using System.Text.Json.Nodes;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Core.Tests.Proposals;

/// <summary>A plan of two steps, its proposal and the people around it.</summary>
internal static class ProposalSamples
{
    public const string Nonce = "n1";

    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly Actor Anna = new("web:anna", "Anna");
    public static readonly Actor Ben = new("web:ben", "Ben");
    public static readonly Actor Cleo = new("web:cleo", "Cleo") { Groups = ["slack:T1/usergroup:S1"] };
    public static readonly Actor Dora = new("web:dora", "Dora");
    public static readonly Actor Stranger = new("web:stranger", "Stranger");
    public static readonly Actor AnnaInTeams = new("teams:tenant/anna", "Anna");

    /// <summary>An approver of another chat, of whom nobody knows who they are in this one.</summary>
    public static readonly Actor Elsewhere = new("slack:T9/U9", "Somebody");

    /// <summary>Anna, Ben and, by her group, Cleo approve; Dora may break the glass; Ben is the user bob.</summary>
    public static readonly ApprovalPolicy Policy = new(["web:anna", "web:ben", "slack:T1/usergroup:S1"], 1, ["web:dora"], [])
    {
        People = [new KnownPerson(["web:ben"], ["arn:aws:iam::111122223333:user/bob"])],
    };

    /// <summary>The same with approvers of two more chats, one of whom is Anna.</summary>
    public static readonly ApprovalPolicy SeveralChats = Policy with
    {
        Approvers = [.. Policy.Approvers, AnnaInTeams.Id, Elsewhere.Id],
        People = [.. Policy.People, new KnownPerson([Anna.Id, AnnaInTeams.Id], [])],
    };

    public static Plan Plan(int approvals = 1, params string[] subjects) => new(
        "deactivate-access-key",
        new Target("111122223333", null, "arn:aws:iam::111122223333:user/bob"),
        "Deactivate the keys of bob",
        Risk.Low,
        Reversibility.Reversible,
        approvals,
        new LiveState(new Dictionary<string, string> { ["key/A"] = "Active", ["key/B"] = "Active", ["quarantined"] = "no" }),
        [Step("A"), Step("B")])
    { Subjects = subjects };

    public static Proposal New(int approvals = 1, Actor? requester = null, params string[] subjects)
    {
        var plan = Plan(approvals, subjects);
        return new Proposal("abcdefghij", plan, PlanJson.Hash(PlanJson.Write(plan)), ProposalState.AwaitingApproval, requester, Noon, Noon.AddHours(4), Nonce);
    }

    private static PlannedStep Step(string key) => new(
        $"Deactivate {key}", Call(key, "Inactive"), [new FieldChange($"key/{key}", "Active", "Inactive")], Needs,
        new PlannedStep($"Activate {key}", Call(key, "Active"), [new FieldChange($"key/{key}", "Inactive", "Active")], Needs));

    private static AwsCall Call(string key, string status) => new("iam", "UpdateAccessKey", null, new JsonObject { ["UserName"] = "bob", ["AccessKeyId"] = key, ["Status"] = status });

    private static IReadOnlyList<Permission> Needs { get; } = [new Permission("iam:UpdateAccessKey", ["arn:aws:iam::111122223333:user/bob"])];
}
