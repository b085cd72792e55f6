using System.Diagnostics;
using System.Text.Json.Nodes;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

/// <summary>The real aws command line against a server on loopback, with no configuration of the machine it runs on.</summary>
internal sealed class AwsCli(Uri endpoint, SandboxCredentials credentials, string? sessionToken = null)
{
    public AwsCli(SandboxServer server)
        : this(server, server.Credentials)
    {
    }

    public AwsCli(SandboxServer server, SandboxCredentials credentials)
        : this(server.Url, credentials)
    {
    }

    /// <summary>Runs a command that must succeed; its output as JSON, an empty object where it prints nothing.</summary>
    public async Task<JsonNode> RunAsync(string command, CancellationToken cancellationToken)
    {
        var (exit, output, error) = await TryAsync(command, cancellationToken);
        Assert.True(exit == 0, $"aws {command}: {error}");
        return output.Length == 0 ? new JsonObject() : JsonNode.Parse(output)!;
    }

    /// <summary>Runs a command that must fail; what it says.</summary>
    public async Task<string> FailAsync(string command, CancellationToken cancellationToken)
    {
        var (exit, output, error) = await TryAsync(command, cancellationToken);
        Assert.True(exit != 0, $"aws {command} should have failed, but answered {output}");
        return error;
    }

    /// <summary>A command line for credentials that AssumeRole or AssumeRoot answered with.</summary>
    public AwsCli With(JsonNode assumed) => new(
        endpoint,
        new SandboxCredentials((string)assumed["Credentials"]!["AccessKeyId"]!, (string)assumed["Credentials"]!["SecretAccessKey"]!),
        (string)assumed["Credentials"]!["SessionToken"]!);

    private async Task<(int Exit, string Output, string Error)> TryAsync(string command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Requires.Program("aws"), Words(command)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_ENDPOINT_URL"] = endpoint.GetLeftPart(UriPartial.Authority);
        start.Environment["AWS_ACCESS_KEY_ID"] = credentials.AccessKeyId;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = credentials.SecretAccessKey;
        start.Environment["AWS_REGION"] = "us-east-1";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_CONFIG_FILE"] = "/dev/null";
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
        start.Environment["AWS_PAGER"] = "";
        start.Environment["AWS_MAX_ATTEMPTS"] = "1";
        start.Environment["AWS_DEFAULT_OUTPUT"] = "json";
        if (command.StartsWith("s3control ", StringComparison.Ordinal))
        {
            // This client puts the account id before the loopback address, a name that does not resolve; through a proxy it need not.
            start.Environment["http_proxy"] = endpoint.GetLeftPart(UriPartial.Authority);
            start.Environment["no_proxy"] = "";
            start.Environment.Remove("NO_PROXY");
        }

        if (sessionToken is not null)
        {
            start.Environment["AWS_SESSION_TOKEN"] = sessionToken;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }

    // Single quotes hold a word with blanks together, as in a shell.
    private static IEnumerable<string> Words(string command) => command
        .Split('\'')
        .SelectMany((part, n) => n % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
