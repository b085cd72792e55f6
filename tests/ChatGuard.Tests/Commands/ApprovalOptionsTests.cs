using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Policies;
using Xunit;

namespace ChatGuard.Tests.Commands;

public sealed class ApprovalOptionsTests
{
    private static readonly ApprovalOptions Right = new()
    {
        Rules =
        [
            new() { Accounts = ["shop"], Risk = Risk.Critical, Approvers = ["slack:T1/U1", "slack:T1/usergroup:S1"], Required = 2, BreakGlass = ["slack:T1/W2"], Notify = ["slack:C1"] },
            new() { Approvers = ["teams:0f1e2d3c-1111-2222-3333-444455556666/9a9b9c9d-1111-2222-3333-444455556666", "web:https://login.example.com/tenant/SUBJECT"] },
        ],
        People = [new() { Id = "slack:T1/U1", OtherIds = ["web:https://login.example.com/tenant/BOB"], IamUsers = ["arn:aws:iam::111122223333:user/team/bob"] }],
    };

    [Fact]
    public void RightSettingsHaveNoProblem() => Assert.Empty(Problems(Right));

    [Fact]
    public void EveryWrongSettingIsNamedWithItsFix()
    {
        var problems = Problems(new ApprovalOptions
        {
            Expiry = TimeSpan.FromMinutes(1),
            Rules =
            [
                new() { Approvers = ["anna@example.com", "slack:T1/U1"], Required = 0 },
                new() { Accounts = ["nowhere"], Risk = Risk.Low, Approvers = ["web:anna"], Required = 2, BreakGlass = ["everybody"], Notify = ["C0123", "teams:19:x"] },
            ],
            People = [new() { Id = "slack:T1/usergroup:S1", IamUsers = ["bob"] }, new() { Id = "web:anna", OtherIds = ["anna"] }, new() { Id = "slack:T1/U1", OtherIds = ["web:anna"] }],
        });

        Assert.Equal(Beginnings.Length, problems.Count);
        Assert.All(problems.Zip(Beginnings), each => Assert.StartsWith(each.Second, each.First, StringComparison.Ordinal));
    }

    [Fact]
    public void OneWhoIsNamedByTwoIdsIsOneApprover() => Assert.Contains(
        "names 1: nothing could ever be approved",
        Assert.Single(Problems(new()
        {
            Rules = [new() { Approvers = ["web:anna", "slack:T1/U1"], Required = 2 }],
            People = [new() { Id = "web:anna", OtherIds = ["slack:T1/U1"] }],
        })),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("shop", "111122223333", Risk.Critical, 0)]
    [InlineData("SHOP", "111122223333", Risk.Critical, 0)]
    [InlineData("shop", "111122223333", Risk.High, 1)]
    [InlineData("data", "444455556666", Risk.Critical, 1)]
    public void TheFirstRuleThatFitsCounts(string name, string id, Risk risk, int rule) => Assert.Equal(rule, Right.Rules.FindIndex(each => each.Fits(id, name, risk)));

    private static string[] Beginnings =>
    [
        "ChatGuard:Approvals:Expiry", "ChatGuard:Approvals:Rules:0:Approvers: 'anna@example.com'", "ChatGuard:Approvals:Rules:0:Required", "ChatGuard:Approvals:Rules:1:Accounts names 'nowhere'",
        "ChatGuard:Approvals:Rules:1:BreakGlass: 'everybody'", "ChatGuard:Approvals:Rules:1:Required asks for 2", "ChatGuard:Approvals:Rules:1:Notify: 'C0123'",
        "ChatGuard:Approvals:Rules:1:Notify: 'teams:19:x' belongs to no chat", "ChatGuard:Approvals:Rules:1 never counts, for Rules:0", "ChatGuard:Approvals:People:0:Id", "ChatGuard:Approvals:People:0:IamUsers: 'bob'",
        "ChatGuard:Approvals:People:1:OtherIds: 'anna'", "ChatGuard:Approvals:People lists 'web:anna'",
    ];

    private static List<string> Problems(ApprovalOptions options) => [.. new ApprovalProblems(channel => channel == new ChannelRef("slack", "C1"), account => account == "nowhere").Of(options)];
}
