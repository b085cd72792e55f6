using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace ChatGuard.Store;

/// <summary>
/// The keys that encrypt what ChatGuard hands out or keeps encrypted: sessions of the web chat's login, and proposals in the database. They lie in a folder
/// outside the database, shared by all replicas; who can read the folder can sign in as anybody.
/// </summary>
internal static class Protection
{
    /// <summary>Adds data protection with its keys in the configured folder, which is made at the first use. Needs the <see cref="Store"/> among the services.</summary>
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddOptions<ProtectionOptions>().BindConfiguration(ProtectionOptions.Section)
            .PostConfigure<IOptions<StoreOptions>>((options, store) => options.KeyFolder = options.KeyFolder.Length > 0 ? options.KeyFolder : BesideDatabase(store.Value));
        services.AddSingleton<IValidateOptions<ProtectionOptions>, ProtectionOptions.Validator>();
        var others = services.Where(service => service.ServiceType == typeof(IHostedService)).ToHashSet();
        services.AddDataProtection().SetApplicationName("ChatGuard");

        // Its own start makes a key even for a question on the command line, which needs none.
        foreach (var eager in services.Where(service => service.ServiceType == typeof(IHostedService) && !others.Contains(service)).ToList())
        {
            services.Remove(eager);
        }

        services.AddOptions<KeyManagementOptions>().Configure<IOptions<ProtectionOptions>, ILoggerFactory>((keys, options, logs) =>
            keys.XmlRepository = new FileSystemXmlRepository(KeyFolderStart.Make(options.Value.KeyFolder), logs));
        return services;
    }

    /// <summary>Finds out at the start whether the keys can be used, and makes the first.</summary>
    public static IServiceCollection AddKeysAtStart(this IServiceCollection services)
    {
        services.AddOptions<ProtectionOptions>().ValidateOnStart();
        return services.AddHostedService<KeyFolderStart>();
    }

    /// <summary>Beside the SQLite file; in the user's local data folder where the database is a server, and empty where there is no such folder.</summary>
    private static string BesideDatabase(StoreOptions store)
    {
        if (store.Provider == "postgres")
        {
            var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return local.Length > 0 ? Path.Combine(local, "ChatGuard", "keys") : "";
        }

        var file = new SqliteConnectionStringBuilder(new SqliteDialect(store.ConnectionString).ConnectionString).DataSource;
        return Path.Combine(Path.GetDirectoryName(file)!, "keys");
    }
}

/// <summary>Where the keys are. Setting <c>ChatGuard:KeyFolder</c>.</summary>
internal sealed class ProtectionOptions
{
    public const string Section = "ChatGuard";

    /// <summary>The folder, made where there is none; by default <c>keys</c> beside the SQLite file.</summary>
    public string KeyFolder { get; set; } = "";

    internal sealed class Validator : IValidateOptions<ProtectionOptions>
    {
        public ValidateOptionsResult Validate(string? name, ProtectionOptions options) => options.KeyFolder.Length > 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{Section}:KeyFolder is needed, for the user ChatGuard runs as has no local data folder; name a folder that all replicas share.");
    }
}

/// <summary>Makes the folder, finds out at the start whether keys can be written there, and makes the first.</summary>
internal sealed class KeyFolderStart(IOptions<ProtectionOptions> options, IServiceProvider services, TimeProvider clock) : IHostedService
{
    public const string Fix = "Make it writable for the user ChatGuard runs as, or name another folder.";

    private const int LockTries = 300;

    /// <exception cref="StoreException">Keys cannot be written there.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var folder = options.Value.KeyFolder;
        try
        {
            Make(folder);
            await WritableFolder.ProbeAsync(folder, cancellationToken);

            // Of replicas that start together one makes the first key: each keeps the keys it read for a day, and would not know another's.
            await using var only = await LockAsync(Path.Combine(folder, ".lock"), cancellationToken);
            services.GetRequiredService<IDataProtectionProvider>().CreateProtector("ChatGuard.Start").Protect([]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or CryptographicException)
        {
            throw new StoreException($"{ProtectionOptions.Section}:KeyFolder '{folder}' cannot be written: {error.Message} {Fix}", error);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The folder, readable for ChatGuard's user alone where it was not there before.</summary>
    public static DirectoryInfo Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(folder);
        }

        return Directory.Exists(folder) ? new DirectoryInfo(folder) : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        for (var n = 1; ; n++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (n < LockTries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);
            }
        }
    }
}
