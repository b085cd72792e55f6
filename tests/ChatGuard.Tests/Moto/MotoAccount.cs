using System.Diagnostics;
using System.Text.Json.Nodes;
using ChatGuard.Sandbox;
using ChatGuard.Tests.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Moto;

/// <summary>One filled moto account for all tests that read it, and ChatGuard's answers about it; started by the first test that asks.</summary>
public sealed class MotoAccount : IAsyncDisposable
{
    /// <summary>moto's account for credentials it does not know.</summary>
    public const string Id = "123456789012";

    private readonly Dictionary<string, JsonNode> answers = [];
    private Task<MotoServer>? filled;

    /// <summary>The ids of keys and instances, by what the seed calls them.</summary>
    internal Dictionary<string, string> Ids { get; } = [];

    /// <summary>ChatGuard's answer about the account, as <c>ask --json</c> prints it; each question is put once.</summary>
    internal async Task<JsonNode> AskAsync(string question)
    {
        if (!answers.TryGetValue(question, out var answer))
        {
            answer = answers[question] = await AskAsync(question, ("ChatGuard__Aws__UseAmbientAccount", "true"), ("ChatGuard__Aws__Regions__0", "us-east-1"));
        }

        return answer["accounts"]!.AsArray().Single()!;
    }

    /// <summary>The whole answer of a ChatGuard that is configured by these variables.</summary>
    internal async Task<JsonNode> AskAsync(string question, params (string Name, string Value)[] configuration)
    {
        var moto = await FilledAsync();
        var start = new ProcessStartInfo(Requires.Program("dotnet"), [Path.Combine(AppContext.BaseDirectory, "chatguard.dll"), "ask", question, "--json"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        CleanEnvironment.Of(start);
        foreach (var (name, value) in Environment(moto).Concat(configuration))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"ask {question}: exit {process.ExitCode}: {await error}");
        return JsonNode.Parse(await output)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (filled is not null)
        {
            await ((Task)filled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (filled.IsCompletedSuccessfully ? (await filled).DisposeAsync() : ValueTask.CompletedTask);
        }
    }

    private async Task<MotoServer> FilledAsync()
    {
        // Looked for here, because only a running test can be skipped.
        Requires.Program("moto_server");
        Requires.Program("faketime");
        Requires.Program("aws");
        return await (filled ??= StartAsync()).WaitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<MotoServer> StartAsync()
    {
        var moto = await MotoServer.StartAsync(CancellationToken.None);
        try
        {
            await new MotoSeed(moto, new AwsCli(moto.Url, new SandboxCredentials("test", "test")), CancellationToken.None) { Ids = Ids }.RunAsync();
            return moto;
        }
        catch
        {
            await moto.DisposeAsync();
            throw;
        }
    }

    private static IEnumerable<(string Name, string Value)> Environment(MotoServer moto) =>
    [
        ("AWS_ENDPOINT_URL", moto.Url.GetLeftPart(UriPartial.Authority)),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_CONFIG_FILE", "/dev/null"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
}

[CollectionDefinition(nameof(MotoAccount))]
public sealed class MotoCollection : ICollectionFixture<MotoAccount>;
