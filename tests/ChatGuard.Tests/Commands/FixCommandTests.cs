using ChatGuard.Core.Answers;
using Xunit;

namespace ChatGuard.Tests.Commands;

/// <summary>Which plan <c>fix</c> shows, by a check's id or a remediation's name; that plans are proposed, decided and executed is tested where people are known.</summary>
public sealed class FixCommandTests
{
    private static readonly (string Asked, string Expected)[] Plans =
    [
        ("fix access-key-age kofi.mensah", "What would be done: Deactivate access key AKIA2SAA…MPLE of kofi.mensah"),
        ("fix access-key-exposed rosa.jimenez", "What would be done: Deactivate access key AKIASVM3…MPLE of rosa.jimenez"),
        ("fix quarantine-user rosa.jimenez", "What would be done: Quarantine the user rosa.jimenez"),
        ("fix Quarantine-User olga.smirnova --account northwind-legacy", "What would be done: Quarantine the user olga.smirnova"),
        ("fix access-key-inactive-old ivan.petrov", "What would be done: Delete the inactive access key AKIATYC2…MPLE of ivan.petrov"),
        ("fix user-mfa-enabled paul.dubois", "What would be done: Remove the console password of paul.dubois"),
        ("fix mfa-enforcement-policy paul.dubois", "What would be done: Demand MFA of the user paul.dubois"),
        ("fix mfa-enforcement-policy developers --account northwind-legacy", "What would be done: Demand MFA of the group developers"),
        ("fix password-policy-min-length --account northwind-legacy", "What would be done: Set the password policy of account 111122223333"),
        ("fix iam-users-via-groups farid.haddad", "What would be done: Give farid.haddad its permissions by the group admins"),
        ("fix root-signing-certificates --account northwind-attic", "Centralised root access is off in the organization of account 222233334444"),
        ("fix disable-console-access breakglass-1 --account northwind-core", "The user breakglass-1 is protected"),
    ];

    [Fact]
    public async Task APlanIsShownForWhatIsNamed()
    {
        await using var app = await App.StartAsync();
        foreach (var (asked, expected) in Plans)
        {
            Assert.Contains(expected, (await app.TextAsync(asked)).ReplaceLineEndings(" "), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AChoiceLeadsToOnePlan()
    {
        await using var app = await App.StartAsync();
        var reply = await app.AskAsync("fix deactivate-access-key hiro.sato --account northwind-legacy");
        Assert.StartsWith("What would be done: Deactivate access key", reply.Answer.Title, StringComparison.Ordinal);

        var choices = (await app.AskAsync("fix quarantine-user")).Answer.Blocks.OfType<Block.Choices>().SelectMany(block => block.Items).ToList();

        Assert.All(choices, choice => Assert.StartsWith("fix quarantine-user \"arn:", choice.Command, StringComparison.Ordinal));
        foreach (var choice in choices)
        {
            Assert.DoesNotContain("choose one", (await app.AskAsync(choice.Command)).Answer.Title, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task MoreResourcesThanAPageHoldsAreCountedAndOneOfTheRestIsNamed()
    {
        await using var app = await App.StartAsync();

        var answer = (await app.AskAsync("fix guardduty-enabled-all-regions")).Answer;

        var choices = answer.Blocks.OfType<Block.Choices>().Single().Items;
        Assert.Equal(15, choices.Count);
        var rest = answer.Blocks.OfType<Block.Text>().Single().Content.Split(" more: see check guardduty-enabled-all-regions, then name one, such as ");
        Assert.StartsWith($"{15 + int.Parse(rest[0])} resources to fix; choose one", answer.Title, StringComparison.Ordinal);
        Assert.DoesNotContain(choices, choice => choice.Command == rest[1]);
        Assert.StartsWith("What would be done: ", (await app.AskAsync(rest[1])).Answer.Title, StringComparison.Ordinal);
    }
}
