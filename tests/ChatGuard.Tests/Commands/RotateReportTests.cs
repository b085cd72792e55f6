using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatGuard.Tests.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Commands;

/// <summary>The report on access keys: every key, whole ids for machines and parts of them for people, and verdicts that another reading of the same facts confirms.</summary>
public sealed partial class RotateReportTests(DemoOrganization demo)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryVerdictIsTheFirstRuleThatHoldsByTheRowsOfTheCsv()
    {
        var rows = Csv(await demo.App.CsvAsync("rotate-report"));

        Assert.Equal(rows.Select(row => (row["user"], row["keyId"], Verdict(row))), rows.Select(row => (row["user"], row["keyId"], row["verdict"])));
        Assert.Equal(["delete", "ok", "rotate", "rotate-soon", "unused"], rows.Select(row => row["verdict"]).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("AKIATYC2O2M4TEXAMPLE", "delete")]
    [InlineData("AKIAETEBXRXKXEXAMPLE", "ok")]
    [InlineData("AKIALLXV6YF7IEXAMPLE", "ok")]
    [InlineData("AKIATORT62BMEEXAMPLE", "unused")]
    [InlineData("AKIACUSVFZ6P4EXAMPLE", "rotate-soon")]
    [InlineData("AKIAGEGL7POHLEXAMPLE", "rotate-soon")]
    [InlineData("AKIAOPPDCTREBEXAMPLE", "rotate")]
    [InlineData("AKIAEQLHQ6RD7EXAMPLE", "rotate")]
    [InlineData("AKIA77U3RH3IWEXAMPLE", "unused")]
    public async Task TheStorysKeysHaveTheirVerdicts(string keyId, string verdict) =>
        Assert.Equal(verdict, Csv(await demo.App.CsvAsync("rotate-report")).Single(row => row["keyId"] == keyId)["verdict"]);

    [Fact]
    public async Task TheRootKeyLeadsAndHasNoIdBecauseTheReportHasNone()
    {
        var keys = (await demo.AccountAsync("rotate-report", App.Legacy))["keys"]!.AsArray();

        Assert.Equal(("root", (string?)null, 1650, true), ((string?)keys[0]!["user"], (string?)keys[0]!["keyId"], (int?)keys[0]!["ageDays"], (bool?)keys[0]!["admin"]));
        Assert.Equal("root", Assert.Single(keys, key => key!["keyId"] is null)!["user"]!.GetValue<string>());
    }

    [Fact]
    public async Task KeyIdsAreWholeForMachinesAndNeverForPeople()
    {
        var keys = (await demo.App.JsonAsync("rotate-report"))["accounts"]!.AsArray().SelectMany(account => account!["keys"]!.AsArray()).Select(key => (string?)key!["keyId"]).OfType<string>().ToList();
        Assert.All(keys, key => Assert.Matches("^AKIA[A-Z0-9]{16}$", key));
        Assert.Contains("AKIA7U4HH6OGNEXAMPLE", await demo.App.CsvAsync("rotate-report"), StringComparison.Ordinal);

        var texts = new List<string>();
        foreach (var command in (string[])["rotate-report", "posture", "check access-key-age", "check access-key-exposed", "check root-no-access-keys", "how access-key-age", "root-activity", "findings"])
        {
            texts.Add(await demo.App.TextAsync(command));
        }

        Assert.All(texts, text => Assert.DoesNotMatch(WholeKey(), text));
        Assert.Contains("AKIA…MPLE", texts[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("posture", "checks")]
    [InlineData("users-without-mfa", "users")]
    [InlineData("rotate-report", "keys")]
    [InlineData("root-activity", "events")]
    [InlineData("findings", "findings")]
    public async Task TheCsvHasARowForEveryEntryOfTheJson(string command, string list)
    {
        var rows = Csv(await demo.App.CsvAsync(command));
        var entries = (await demo.App.JsonAsync(command))["accounts"]!.AsArray().SelectMany(account => account![list]!.AsArray());

        var expected = list == "checks" ? entries.Sum(check => Math.Max(1, check!["resources"]!.AsArray().Count)) : entries.Count();
        Assert.Equal(expected, rows.Count);
    }

    [Fact]
    public async Task AnOwnerThatLooksLikeAFormulaIsEscapedInTheCsvAndWholeInTheJson()
    {
        await using var app = await App.StartAsync();
        await new AwsCli(app.Sandbox, app.Sandbox.CredentialsFor(App.Core)).RunAsync("iam tag-user --user-name emil.lund --tags 'Key=owner,Value=@SUM(1+1)'", Stop);

        var row = Csv(await app.CsvAsync($"rotate-report --account {App.Core}")).Single(each => each["user"] == "emil.lund");
        Assert.Equal("'@SUM(1+1)", row["owner"]);
        var keys = (await app.JsonAsync($"rotate-report --account {App.Core}"))["accounts"]![0]!["keys"]!.AsArray();
        Assert.Equal("@SUM(1+1)", (string?)keys.Single(key => (string?)key!["user"] == "emil.lund")!["owner"]);
    }

    /// <summary>The contract's rules once more, from the columns alone.</summary>
    private static string Verdict(Dictionary<string, string> row)
    {
        var asOf = Time(row["asOf"]);
        var age = (asOf - Time(row["created"])).TotalDays;
        double? unused = row["lastUsed"].Length > 0 ? (asOf - Time(row["lastUsed"])).TotalDays : null;
        if (row["status"] == "inactive")
        {
            // CloudTrail's day of deactivation is no column; the sentence says it.
            return Days().Match(row["why"]) is { Success: true } off && int.Parse(off.Groups["days"].Value, CultureInfo.InvariantCulture) > 90 ? "delete" : "ok";
        }

        return (unused, age) switch
        {
            ( >= 45, _) => "unused",
            (null, >= 14) => "unused",
            (_, >= 91) => "rotate",
            (_, >= 75) => "rotate-soon",
            _ => "ok",
        };
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static List<Dictionary<string, string>> Csv(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n').Select(Cells).ToList();
        return [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal))];
    }

    private static List<string> Cells(string line) =>
        [.. Cell().Matches(line).Select(cell => cell.Groups["quoted"] is { Success: true } quoted ? quoted.Value.Replace("\"\"", "\"", StringComparison.Ordinal) : cell.Groups["plain"].Value)];

    [GeneratedRegex("(?<=^|,)(\"(?<quoted>([^\"]|\"\")*)\"|(?<plain>[^,]*))(?=,|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cell();

    [GeneratedRegex("inactive for (?<days>[0-9]+) days", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Days();

    [GeneratedRegex("AKIA[A-Z0-9]{16}", RegexOptions.None, 1000)]
    private static partial Regex WholeKey();
}
