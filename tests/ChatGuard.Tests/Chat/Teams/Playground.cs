using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>Microsoft's own test client for Teams bots, the Agents Playground of tests/node/teams, open in Chromium at the channel "Alerts" of the team "Security".</summary>
internal sealed class Playground : IAsyncDisposable
{
    public const string ChannelId = "19:alerts@thread.tacv2";

    public static readonly (string Id, string Name, string AadObjectId) Rosa = ("29:1rosa", "Rosa Jimenez", "11111111-1111-4111-8111-111111111111");

    public static readonly (string Id, string Name, string AadObjectId) Ben = ("29:1ben", "Ben Cole", "22222222-2222-4222-8222-222222222222");

    private const string Announcement = "Listening on ";

    private readonly Process process;
    private readonly string folder;
    private readonly Web.Browser browser;

    private Playground(Process process, string folder, Web.Browser browser) => (this.process, this.folder, this.browser) = (process, folder, browser);

    public IPage Page => browser.Page;

    /// <summary>The cards in the conversation, in their order.</summary>
    public ILocator Cards => Page.Locator(".ac-adaptiveCard");

    // In the list that opens at an @, which names the members too; ChatGuard's name stands above its messages as well.
    private ILocator Mentionable => Page.Locator("xpath=//*[normalize-space(text())='Member 3']/ancestor::*[.//*[normalize-space(text())='ChatGuard']][1]//*[normalize-space(text())='ChatGuard']").First;

    /// <summary>Starts it and opens the channel; the proxy knows it from then on.</summary>
    public static async Task<Playground> StartAsync(PlaygroundProxy proxy, CancellationToken cancellationToken)
    {
        var packages = Node.Folder("teams");
        var home = Directory.CreateTempSubdirectory("chatguard-playground").FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "config.yml"), Configuration(), cancellationToken);
        var node = Process.Start(new ProcessStartInfo(
            Requires.Program("node"),
            [
                "--require", Path.Combine(packages, "loopback.cjs"), Path.Combine(packages, "node_modules/@microsoft/m365agentsplayground/cli.js"), "start",
                "--app-endpoint", proxy.Endpoint.ToString(), "--channel-id", "msteams", "--service-url", proxy.ServiceUrl, "--disable-telemetry",
            ])
        {
            WorkingDirectory = home,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["TEAMSAPPTESTER_BROWSER"] = "none",
                ["M365_AGENTS_PLAYGROUND_CONFIG_PATH"] = Path.Combine(home, "config.yml"),
                ["M365_AGENTS_PLAYGROUND_LOGFILE"] = Path.Combine(home, "playground.log"),
            },
        })!;
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith(Announcement, StringComparison.Ordinal) == true)
            {
                address.TrySetResult(new Uri($"http://127.0.0.1:{int.Parse(line.Data[Announcement.Length..], CultureInfo.InvariantCulture)}"));
            }
        };
        node.Exited += (_, _) => address.TrySetException(new InvalidOperationException("the playground ended before it listened"));
        node.EnableRaisingEvents = true;
        node.BeginOutputReadLine();
        node.BeginErrorReadLine();
        try
        {
            proxy.Playground = await address.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, cancellationToken);
            var window = await Web.Browser.OpenOtherAsync(proxy.Playground, 1280, 1600);
            var started = new Playground(node, home, window);
            await started.Page.GetByRole(AriaRole.Treeitem, new() { Name = "Security - Alerts" }).ClickAsync(new() { Timeout = 60_000 });
            return started;
        }
        catch (Exception error)
        {
            node.Kill(entireProcessTree: true);
            var log = Path.Combine(home, "playground.log");
            throw new InvalidOperationException($"The playground cannot be used: {error.Message}\n{(File.Exists(log) ? await File.ReadAllTextAsync(log, CancellationToken.None) : "")}", error);
        }
    }

    /// <summary>Writes a post in the channel that mentions ChatGuard.</summary>
    public async Task MentionAsync(string words)
    {
        var field = Page.GetByRole(AriaRole.Textbox).First;
        await field.ClickAsync();
        await field.PressSequentiallyAsync("@");
        await Mentionable.ClickAsync();
        await field.PressSequentiallyAsync($" {words}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();
    }

    /// <summary>Keeps a picture where CHATGUARD_SCREENSHOTS names a folder for them.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("CHATGUARD_SCREENSHOTS") is { Length: > 0 } pictures)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(pictures, $"{name}.png") });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        process.EnableRaisingEvents = false;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string Configuration() => $"""
        version: "0.1.1"
        tenantId: {FakeTeams.Tenant}
        bot:
          id: "{FakeTeams.BotId}"
          name: ChatGuard
        currentUser:
        {Person(Rosa.Id, Rosa.Name, Rosa.AadObjectId, "  ")}
        users:
        {string.Join('\n', Enumerable.Range(3, 4).Select(n => ($"29:1member{n}", $"Member {n}", $"{n}0000000-0000-4000-8000-000000000000")).Prepend(Ben).Select(each => Person(each.Item1, each.Item2, each.Item3, "  - ")))}
        personalChat:
          id: "a:1personal"
        groupChat:
          id: "19:group@thread.v2"
          name: Group
        team:
          id: "19:team@thread.tacv2"
          name: Security
          aadGroupId: 33333333-3333-4333-8333-333333333333
          channels:
            - id: "{ChannelId}"
              name: Alerts
        """;

    private static string Person(string id, string name, string objectId, string indent)
    {
        var (given, family) = name.Split(' ') is [var first, var last] ? (first, last) : (name, "");
        string[] lines = [$"id: \"{id}\"", $"name: \"{name}\"", $"userPrincipleName: \"{given}.{family}@northwind.example\"", $"aadObjectId: \"{objectId}\"", $"givenName: \"{given}\"", $"surname: \"{family}\"", $"email: \"{given}.{family}@northwind.example\""];
        return indent + string.Join($"\n{new string(' ', indent.Length)}", lines);
    }
}
