using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.CommandLine;

/// <summary>Exit codes and words of <c>chatguard ask</c> as a process.</summary>
public sealed class AskTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("postur", "posture")]
    [InlineData("rotate-reprot", "rotate-report")]
    [InlineData("check root-mfa", "check root-mfa-enabled")]
    [InlineData("check acess-key-age", "check access-key-age")]
    [InlineData("posture northwind-core", "posture --account northwind-core")]
    [InlineData("posture --account northwind-cor3", "posture --account northwind-core")]
    public async Task AMisspeltQuestionIsAnsweredByWhatWasPerhapsMeant(string question, string meant)
    {
        var result = await new Cli().RunAsync("ask", question);

        Assert.Equal(2, result.Exit);
        Assert.Empty(result.Output);
        Assert.Contains("Not understood", result.Error, StringComparison.Ordinal);
        Assert.Contains($"Did you mean {meant}", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("posture --account nobody", "northwind-legacy (111122223333)")]
    [InlineData("posture --region mars", "write it like eu-west-1")]
    [InlineData("posture --account northwind-core --region ap-south-9", "ap-south-9 is not enabled in northwind-core")]
    [InlineData("root-activity --days 400", "1 to 90")]
    [InlineData("root-activity --days", "--days needs a value")]
    [InlineData("findings --severity awful", "low, medium, high, critical")]
    [InlineData("posture --colour red", "--colour")]
    [InlineData("check", "needs a check's id")]
    [InlineData("check root-mfa-enabled now", "one word too many")]
    public async Task AWrongOptionIsAnsweredByWhatIsRight(string question, string right)
    {
        var result = await new Cli().RunAsync("ask", question);

        Assert.Equal(2, result.Exit);
        Assert.Empty(result.Output);
        Assert.Contains(right, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheAnswerIsAloneOnStandardOutput()
    {
        var result = await new Cli().RunAsync("ask", "/aws", "posture", "--account", "northwind-lab");

        Assert.Equal(0, result.Exit);
        Assert.StartsWith("northwind-lab: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("sandbox", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task JsonIsOneObjectAndItsSourceIsAwsWithRealAccounts()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        var result = await new Cli().At(server).Account(0, "core", App.Core).RunAsync("ask", "users-without-mfa", "--json");

        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Equal(("aws", "chatguard.answer/v1"), ((string?)result.Json["source"], (string?)result.Json["schema"]));
        Assert.Equal("kurt.stein", (string?)result.Json["accounts"]![0]!["users"]![0]!["user"]);
        Assert.DoesNotContain("sandbox", (string)result.Json["text"]!, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task TheAmbientAccountIsReadByItsOwnCredentials()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        var result = await new Cli().At(server).Ambient().RunAsync("ask", "accounts", "--json");

        Assert.Equal(0, result.Exit);
        var account = result.Json["accounts"]!.AsArray().Single()!;
        Assert.Equal((App.Legacy, "northwind-legacy", 28), ((string?)account["id"], (string?)account["name"], (int?)account["users"]));
        Assert.Equal(0, server.CountCalls(service: "sts", operation: "AssumeRole"));
    }

    [Theory]
    [InlineData("AWS_SECRET_ACCESS_KEY", "wrongwrongwrongwrongwrongwrongwrongwrong", "SignatureDoesNotMatch")]
    [InlineData("AWS_ACCESS_KEY_ID", "AKIAUNKNOWN0EXAMPLE0", "InvalidClientTokenId")]
    public async Task WrongCredentialsFailWithTheActionAndAwsErrorCode(string variable, string value, string error)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        var result = await new Cli().At(server).With((variable, value)).Account(0, "core", App.Core).RunAsync("ask", "posture");

        Assert.Equal(1, result.Exit);
        Assert.Contains("sts:AssumeRole", result.Output + result.Error, StringComparison.Ordinal);
        Assert.Contains(error, result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutCredentialsTheAnswerSaysWhereToSetThem()
    {
        var result = await new Cli().With(("AWS_REGION", "us-east-1")).Ambient().RunAsync("ask", "posture");

        Assert.Equal(1, result.Exit);
        Assert.Contains("AWS_PROFILE", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingListeningAtTheEndpointFailsAndSaysSo()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        var cli = new Cli().At(server).Account(0, "core", App.Core);
        await server.DisposeAsync();
        var result = await cli.RunAsync("ask", "posture");

        Assert.Equal(1, result.Exit);
        Assert.Contains("Unreachable", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEndpointThatAnswersHtmlFailsAndNamesTheEndpointVariable()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Faults = ["*:*=html"] }, Stop);
        var result = await new Cli().At(server).Account(0, "core", App.Core).RunAsync("ask", "posture");

        Assert.Equal(1, result.Exit);
        Assert.Contains("AWS_ENDPOINT_URL", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAccountWhoseRoleIsRefusedIsUnknownAndTheOthersAreAnswered()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        var result = await new Cli().At(server).Account(0, "core", App.Core).Account(1, "lab", App.Lab, externalId: "wrong").RunAsync("ask", "posture", "--json");

        Assert.Equal(0, result.Exit);
        var (core, lab) = (result.Json["accounts"]![0]!, result.Json["accounts"]![1]!);
        Assert.Contains(core["checks"]!.AsArray(), check => (string?)check!["status"] == "pass");
        // These three are the owner's decisions; no reading of the account could change them.
        Assert.Equal(
            ["root-access-key-age", "root-email-domain-owned", "root-password-reset-after-use"],
            lab["checks"]!.AsArray().Where(check => (string?)check!["status"] != "unknown").Select(check => (string?)check!["id"]).Order(StringComparer.Ordinal));
        Assert.Equal(((string?)null, "?"), (lab["score"]?.ToString(), (string?)lab["grade"]));
        var reason = Assert.Single(lab["unreadable"]!.AsArray())!;
        Assert.Equal(("sts:AssumeRole", "AccessDenied"), ((string?)reason["action"], (string?)reason["error"]));
        Assert.Contains("sts:AssumeRole", (string)reason["message"]!, StringComparison.Ordinal);
        Assert.Contains("lab", (string)result.Json["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AConfiguredRegionThatDoesNotExistIsUnknownAndTheRestIsAnswered()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Stop);
        var result = await new Cli().At(server).Account(0, "core", App.Core).With(("ChatGuard__Aws__Accounts__0__Regions__1", "eu-wset-1")).RunAsync("ask", "posture", "--json");

        Assert.Equal(0, result.Exit);
        var reasons = result.Json["accounts"]![0]!["unreadable"]!.AsArray();
        Assert.NotEmpty(reasons);
        Assert.All(reasons, reason => Assert.Equal("eu-wset-1", (string?)reason!["region"]));
        Assert.Contains("eu-wset-1", (string)result.Json["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryMistakeInTheConfigurationIsListedAtOnce()
    {
        var result = await new Cli().Account(0, "short", "12345").Account(1, "lab", App.Lab)
            .With(
                ("ChatGuard__Aws__Accounts__1__ReadRoleArn", $"arn:aws:iam::{App.Core}:role/ChatGuardRead"),
                ("ChatGuard__Thresholds__AccessKeyMaxAge", "0"),
                ("ChatGuard__Decisions__0__Suppressions__0__Check", "no-such-check"))
            .RunAsync("ask", "posture");

        Assert.Equal(1, result.Exit);
        Assert.Empty(result.Output);
        string[] problems = ["twelve digits, not '12345'", "Accounts:1:ReadRoleArn is of another account", "ChatGuard:Thresholds", "no-such-check", "needs Check, Resource, Until, By and Reason"];
        Assert.All(problems, problem => Assert.Contains(problem, result.Error, StringComparison.Ordinal));
        Assert.StartsWith("ChatGuard cannot start:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AThresholdThatIsNoNumberIsRefusedByName()
    {
        var result = await new Cli().With(("ChatGuard__Thresholds__AccessKeyMaxAge", "ninety")).RunAsync("ask", "posture");

        Assert.Equal(1, result.Exit);
        Assert.Contains("AccessKeyMaxAge", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CsvHasOneHeaderAndARowForEachEntry()
    {
        var result = await new Cli().RunAsync("ask", "users-without-mfa", "--csv");

        Assert.Equal(0, result.Exit);
        var lines = result.Output.TrimEnd().Split('\n');
        Assert.Equal("accountId,accountName,asOf,user,arn,admin,groups,lastSignIn,passwordAgeDays", lines[0]);
        Assert.Equal(8, lines.Length - 1);
    }
}
