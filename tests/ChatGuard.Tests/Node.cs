using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests;

/// <summary>Runs the scripts of tests/node, which check ChatGuard with the libraries of those who made the protocols it speaks.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    private Node(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>A folder below tests/node whose packages are installed; skips the test that runs now where they are not.</summary>
    public static string Folder(string name, [CallerFilePath] string caller = "")
    {
        var folder = Path.GetDirectoryName(caller)!;
        while (!Directory.Exists(Path.Combine(folder, "node")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        var found = Path.Combine(folder, "node", name);
        if (!Directory.Exists(Path.Combine(found, "node_modules")))
        {
            Requires.Missing($"tests/node/{name} has no node_modules; run npm ci there");
        }

        return found;
    }

    /// <summary>Runs a script to its end.</summary>
    /// <returns>What it wrote: one JSON object a line.</returns>
    public static async Task<IReadOnlyList<JsonObject>> RunAsync(string folder, string script, IEnumerable<string> arguments, CancellationToken cancellationToken, string input = "")
    {
        await using var node = Start(folder, script, arguments);
        var output = node.process.StandardOutput.ReadToEndAsync(cancellationToken);
        await node.process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
        node.process.StandardInput.Close();
        await node.process.WaitForExitAsync(cancellationToken);
        Assert.True(node.process.ExitCode == 0, $"{script} ended with {node.process.ExitCode}: {await output} {await node.errors}");
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>Starts a script that goes on until it is disposed of.</summary>
    public static Node Start(string folder, string script, IEnumerable<string> arguments) => new(Process.Start(new ProcessStartInfo(Requires.Program("node"), [Path.Combine(folder, script), .. arguments])
    {
        WorkingDirectory = folder,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!);

    /// <summary>The next line that it writes.</summary>
    public async Task<JsonObject> LineAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        return await process.StandardOutput.ReadLineAsync(limit.Token) is { } line
            ? JsonNode.Parse(line)!.AsObject()
            : throw new EndOfStreamException($"it ended: {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
