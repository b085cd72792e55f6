using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.CommandLine;

/// <summary>The built <c>chatguard</c> as a process of its own, with nothing of this machine's AWS or proxy configuration.</summary>
internal sealed class Cli
{
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal)
    {
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",

        // It lives for too short a time for compiling anything a second time to pay.
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_TC_CallCounting"] = "0",
        ["ChatGuard__Store__ConnectionString"] = $"Data Source={Path.Combine(Databases, $"{Guid.NewGuid():N}.db")}",
    };

    /// <summary>The one built beside the tests, or with CHATGUARD_PROGRAM another build of it, such as one published ready to run, whose start takes less of the processor.</summary>
    private static string Program { get; } = Environment.GetEnvironmentVariable("CHATGUARD_PROGRAM") is { Length: > 0 } other ? other : Path.Combine(AppContext.BaseDirectory, "chatguard.dll");

    private static string Databases { get; } = Directory.CreateTempSubdirectory("chatguard-cli").FullName;

    static Cli() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Databases, recursive: true);

    /// <summary>Credentials and endpoint of a sandbox.</summary>
    public Cli At(SandboxServer server) => With([.. server.EnvironmentLines.Select(line => line.Split('=', 2)).Select(parts => (parts[0], parts[1]))]);

    public Cli With(params (string Name, string Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return this;
    }

    /// <summary>The account of the credentials.</summary>
    public Cli Ambient() => With(("ChatGuard__Aws__UseAmbientAccount", "true"), ("ChatGuard__Aws__Regions__0", "us-east-1"));

    /// <summary>Adds a real account read through its ChatGuardRead role.</summary>
    public Cli Account(int n, string name, string id, string externalId = "northwind-chatguard") => With(
        ($"ChatGuard__Aws__Accounts__{n}__Name", name),
        ($"ChatGuard__Aws__Accounts__{n}__Id", id),
        ($"ChatGuard__Aws__Accounts__{n}__ReadRoleArn", $"arn:aws:iam::{id}:role/ChatGuardRead"),
        ($"ChatGuard__Aws__Accounts__{n}__ExternalId", externalId),
        ($"ChatGuard__Aws__Accounts__{n}__Regions__0", "us-east-1"),
        ($"ChatGuard__Aws__Accounts__{n}__Regions__1", "eu-west-1"));

    /// <summary>Runs to the end.</summary>
    public async Task<Result> RunAsync(params string[] arguments)
    {
        await using var running = Start(arguments);
        return await running.EndAsync();
    }

    /// <summary>Starts something that runs until it is told to stop.</summary>
    public Running Start(params string[] arguments)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, [Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Running(start);
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("ChatGuard__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a process left.</summary>
    internal sealed record Result(int Exit, string Output, string Error)
    {
        public JsonObject Json => JsonNode.Parse(Output)!.AsObject();
    }

    /// <summary>A process under way; killed at the latest when it is disposed.</summary>
    internal sealed class Running : IAsyncDisposable
    {
        private readonly Process process;
        private readonly Task<string> error;
        private readonly BlockingCollection<string> lines = [];
        private readonly Task pump;

        public Running(ProcessStartInfo start)
        {
            process = Process.Start(start)!;
            error = process.StandardError.ReadToEndAsync();
            pump = Task.Run(PumpAsync);
        }

        public int Id => process.Id;

        /// <summary>What it took of the processors so far.</summary>
        public TimeSpan Processor => process.TotalProcessorTime;

        /// <summary>Ends it at once, as a power cut does: it has no say in it.</summary>
        public async Task KillAsync(CancellationToken cancellationToken)
        {
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
            await pump;
        }

        /// <summary>The next line of standard output, within five minutes; throws with its last words where it ended instead.</summary>
        public string Line() => lines.TryTake(out var line, TimeSpan.FromMinutes(5)) ? line
            : throw (lines.IsCompleted ? new InvalidOperationException($"the process ended: {error.GetAwaiter().GetResult()}") : new TimeoutException("the process printed no further line"));

        /// <summary>What is printed up to the last line of the banner; the log may speak before it.</summary>
        public string Banner()
        {
            var printed = new List<string>();
            do
            {
                printed.Add(Line());
            }
            while (!printed[^1].StartsWith("Stop it", StringComparison.Ordinal));
            return string.Join('\n', printed);
        }

        /// <summary>Asks it to stop, as an init system does, and waits for its end.</summary>
        public async Task<Result> TerminateAsync()
        {
            using (var kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {process.Id}")]))
            {
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            return await EndAsync();
        }

        public async Task<Result> EndAsync()
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
            await pump;
            return new Result(process.ExitCode, string.Join('\n', lines), await error);
        }

        public ValueTask DisposeAsync()
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
            lines.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task PumpAsync()
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                lines.Add(line);
            }

            lines.CompleteAdding();
        }
    }
}
