using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(ChatGuard.Tests.Store.PostgresServer))]

namespace ChatGuard.Tests.Store;

/// <summary>A PostgreSQL server of the tests' own on loopback, started by the first test that asks for a database and gone with the last.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim starting = new(1);
    private string? folder;
    private string? server;
    private int databases;

    /// <summary>A connection string to an empty database; the test is skipped where PostgreSQL is not installed.</summary>
    public async Task<string> NewDatabaseAsync(CancellationToken cancellationToken)
    {
        var programs = Programs();
        await starting.WaitAsync(cancellationToken);
        try
        {
            server ??= await StartAsync(programs, cancellationToken);
        }
        finally
        {
            starting.Release();
        }

        var name = $"test{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection($"{server};Database=postgres;Pooling=false");
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw new InvalidOperationException($"PostgreSQL does not answer; its log ends with: {string.Join('\n', (await File.ReadAllLinesAsync(Path.Combine(folder!, "log"), cancellationToken)).TakeLast(10))}", error);
        }

        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        return $"{server};Database={name};Maximum Pool Size=12";
    }

    public async ValueTask DisposeAsync()
    {
        starting.Dispose();
        if (folder is null)
        {
            return;
        }

        if (server is not null)
        {
            await RunAsync([Path.Combine(Programs(), "pg_ctl"), "stop", "-D", Path.Combine(folder, "data"), "-m", "immediate"], CancellationToken.None);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string Programs()
    {
        const string Debian = "/usr/lib/postgresql";
        var found = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        if (found is null)
        {
            Requires.Missing("PostgreSQL is not installed (Debian's package postgresql)");
        }

        return found!;
    }

    private async Task<string> StartAsync(string programs, CancellationToken cancellationToken)
    {
        folder = Directory.CreateTempSubdirectory("chatguard-postgres").FullName;
        var data = Path.Combine(folder, "data");
        if (Environment.IsPrivilegedProcess)
        {
            // The server refuses to run as root; Debian's package made this user.
            await ExecuteAsync("chown", ["postgres", folder], cancellationToken);
        }

        await RunAsync([Path.Combine(programs, "initdb"), "-D", data, "-A", "trust", "-U", "chatguard", "-E", "UTF8", "--locale=C", "--no-sync"], cancellationToken);
        var port = FreePort();
        var settings = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=64MB -c max_connections=500";
        await RunAsync([Path.Combine(programs, "pg_ctl"), "start", "-w", "-D", data, "-l", Path.Combine(folder, "log"), "-o", settings], cancellationToken);
        return $"Host=127.0.0.1;Port={port};Username=chatguard";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task RunAsync(string[] command, CancellationToken cancellationToken) => Environment.IsPrivilegedProcess
        ? ExecuteAsync("runuser", ["-u", "postgres", "--", .. command], cancellationToken)
        : ExecuteAsync(command[0], command[1..], cancellationToken);

    private static async Task ExecuteAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        // The server that pg_ctl starts keeps its output open: a file ends where a pipe would not.
        var log = Path.GetTempFileName();
        try
        {
            using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, program, .. arguments]) { WorkingDirectory = "/" })!;
            await process.WaitForExitAsync(cancellationToken);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(log, cancellationToken)}");
        }
        finally
        {
            File.Delete(log);
        }
    }
}
