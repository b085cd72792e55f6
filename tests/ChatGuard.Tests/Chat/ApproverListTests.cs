using System.Text.Json;
using ChatGuard.Policies;
using Microsoft.Extensions.Options;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>Approval rules that change in the configuration's file while plans wait.</summary>
public sealed class ApproverListTests : IAsyncLifetime
{
    private const string Fix = "fix cloudtrail-logging-on --account 111122223333";
    private const string Anna = "web:anna.berg";
    private const string Ben = "web:ben.cole";
    private const string Bob = "web:bob.tanaka";

    /// <summary>Read besides appsettings.json by an application of this environment.</summary>
    private readonly string environment = $"Test{Guid.NewGuid():N}";

    private readonly TempDatabase database = new();
    private WholeApp app = null!;
    private ChatPerson anna = null!;
    private ChatPerson ben = null!;
    private ChatPerson quinn = null!;

    private string Settings => Path.Combine(AppContext.BaseDirectory, $"appsettings.{environment}.json");

    public async ValueTask InitializeAsync()
    {
        Write(2, Anna, Ben, Bob);
        app = await WholeApp.StartAsync(database, $"--environment={environment}", "--ChatGuard:Remediation:Pause=00:00:00.05");
        (anna, ben, quinn) = (new(app.Address, Anna), new(app.Address, Ben), new(app.Address, "web:quinn.baker"));
    }

    public async ValueTask DisposeAsync()
    {
        anna.Dispose();
        ben.Dispose();
        quinn.Dispose();
        await app.DisposeAsync();
        database.Dispose();
        File.Delete(Settings);
    }

    [Fact]
    public async Task AnApproverStruckOffTheListDecidesNothingAndCountsNoMore()
    {
        await quinn.AskAsync(Fix);
        var card = await quinn.CardAsync("To be approved", "Anna Berg; Ben Cole; Bob Tanaka");
        Assert.Equal("You approved; one more person has to", await ben.ClickAsync(card, "approve"));

        Write(2, Anna, Bob);
        await Until.IsSoAsync("the list without Ben is in force", () => !app.Service<IOptionsMonitor<ApprovalOptions>>().CurrentValue.Rules[0].Approvers.Contains(Ben));

        Assert.StartsWith("You are not an approver", await ben.ClickAsync(card, "reject"), StringComparison.Ordinal);
        Assert.Equal("You approved; one more person has to", await anna.ClickAsync(card, "approve"));
        await quinn.CardAsync("1 of 2 approved", "Anna Berg; Bob Tanaka");
        Assert.DoesNotContain(app.Sandbox.Calls, call => call.Operation == "StartLogging");
        Assert.Contains("rejection refused, not an approver", await quinn.AskAsync("audit"), StringComparison.Ordinal);

        using var bob = new ChatPerson(app.Address, Bob);
        Assert.StartsWith("You approved; it is being executed", await bob.ClickAsync(card, "approve"), StringComparison.Ordinal);
        await quinn.CardAsync("Done and verified");
    }

    [Fact]
    public async Task WhileTheRulesAreWrongNobodyDecides()
    {
        await quinn.AskAsync(Fix);
        var card = await quinn.CardAsync("To be approved", "StartLogging");
        Write(0, Anna, Ben);
        await Until.IsSoAsync("the rules are refused", IsRefused);

        Assert.StartsWith("Nobody may decide until the approval rules are put right: ChatGuard:Approvals:Rules:0:Required is a number from 1 to 10", await ben.ClickAsync(card, "approve"), StringComparison.Ordinal);

        Write(1, Anna, Ben);
        await Until.IsSoAsync("the rules are good again", () => !IsRefused());
        Assert.Contains("approval refused: Nobody may decide until the approval rules are put right", await quinn.AskAsync("audit"), StringComparison.Ordinal);
        Assert.DoesNotContain(app.Sandbox.Calls, call => call.Operation == "StartLogging");
        Assert.StartsWith("You approved; it is being executed", await ben.ClickAsync(card, "approve"), StringComparison.Ordinal);
        await quinn.CardAsync("Done and verified");
    }

    private bool IsRefused()
    {
        try
        {
            return app.Service<IOptionsMonitor<ApprovalOptions>>().CurrentValue.Rules.Count == 0;
        }
        catch (OptionsValidationException)
        {
            return true;
        }
    }

    /// <summary>Puts the file there whole, so that it is never read half written.</summary>
    private void Write(int required, params string[] approvers)
    {
        var rules = new { ChatGuard = new { Approvals = new { Rules = new[] { new { Required = required, Approvers = approvers } } } } };
        File.WriteAllText(Settings + ".new", JsonSerializer.Serialize(rules));
        File.Move(Settings + ".new", Settings, overwrite: true);
    }
}
