using System.Globalization;
using ChatGuard.Chat;
using ChatGuard.Chat.Console;
using ChatGuard.Commands;
using ChatGuard.Sandbox.Services.Iam;
using ChatGuard.Tests.Chat.Web;
using ChatGuard.Tests.Sandbox;
using Microsoft.Playwright;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>Names and tags that somebody wrote to attack whoever reads them stay text in every form of an answer.</summary>
public class HostileNamesTests(WholeApp app) : IClassFixture<WholeApp>
{
    private const string Script = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>";
    private const string Markup = "<!channel> *bold* [x](javascript:alert(1))";

    // U+009B is the one-character form of ESC [; ESC itself cannot be written in XML.
    private const string Controls = "ops \u202Egnp.exe \u009b31mred";
    private const string ControlsShown = @"ops \u202egnp.exe \u009b31mred";
    private const string Formula = "=HYPERLINK(\"http://203.0.113.1\")";
    private const string Group = "<img src=x onerror=window.pwned=1>";

    [Fact]
    public async Task TheyAreShownLiterallyAndNothingOfThemRunsInThePage()
    {
        Tamper();
        await using var browser = await Browser.OpenAsync(app.Address);
        var keys = await browser.AskAsync("rotate-report --fresh");
        foreach (var shown in new[] { Script, Markup, ControlsShown, Formula })
        {
            await Assertions.Expect(keys.GetByRole(AriaRole.Cell, new() { Name = shown, Exact = true }).First).ToBeVisibleAsync();
        }

        var users = await browser.AskAsync("users-without-mfa");
        await Assertions.Expect(users.GetByRole(AriaRole.Row).Filter(new() { HasText = "dev" }).Filter(new() { HasText = Group })).ToHaveCountAsync(1);

        Assert.Equal(0, await browser.Page.Locator("#messages").Locator("script, img, style, a:not(.csv), b, i").CountAsync());
        Assert.True(await browser.Page.EvaluateAsync<bool>("window.pwned === undefined"));
        Assert.DoesNotContain('\u202E', await browser.Page.Locator("body").InnerTextAsync());
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task ATerminalGetsNoControlCharacterAndSpreadsheetsNoFormula()
    {
        Tamper();
        var reply = await app.Service<Conversation>().AnswerAsync(new Question("rotate-report --fresh", "console"), TestContext.Current.CancellationToken);
        var text = PlainText.Render(reply.Answer, 400);
        var csv = AnswerCsv.Render(reply);
        var json = AnswerJson.Render(reply, "sandbox");

        Assert.All([Script, Markup, ControlsShown, Formula], shown => Assert.Contains(shown, text, StringComparison.Ordinal));
        Assert.All([text, csv, json], written => Assert.DoesNotContain(written, letter => letter != '\n' && IsHidden(letter)));
        Assert.Contains("'=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(",=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.Contains(Controls, Owners(json));
    }

    private static List<string?> Owners(string json) =>
        [.. System.Text.Json.Nodes.JsonNode.Parse(json)!["accounts"]!.AsArray().SelectMany(account => account!["keys"]!.AsArray()).Select(key => (string?)key!["owner"])];

    private static bool IsHidden(char letter) => char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format;

    /// <summary>As AWS would answer if it took any character; its own rules for tags are narrower, those of an endpoint in its place need not be.</summary>
    private void Tamper()
    {
        var account = app.Sandbox.Organization.Find(SandboxScene.Legacy)!;
        lock (account.Gate)
        {
            Tag("bob.tanaka", Script);
            Tag("ci-deploy", Markup);
            Tag("hiro.sato", Controls);
            Tag("carla.mendes", Formula);
            account.Iam.Groups = account.Iam.Groups.SetItem(Group, new IamGroup { Name = Group, Arn = $"arn:aws:iam::{account.Id}:group/x", Id = "AGPAEXAMPLE" });
            account.Iam.Users = account.Iam.Users.SetItem("dev", account.Iam.Users["dev"] with { Groups = account.Iam.Users["dev"].Groups.Add(Group) });
        }

        void Tag(string user, string owner)
        {
            IamUser tagged = account.Iam.Users[user];
            account.Iam.Users = account.Iam.Users.SetItem(user, tagged with { Tags = tagged.Tags.SetItem("owner", owner) });
        }
    }
}
