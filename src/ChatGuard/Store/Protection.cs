using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace ChatGuard.Store;

/// <summary>
/// The keys that encrypt what ChatGuard hands out or keeps encrypted: sessions of the web chat's login. They lie in a folder outside the database, shared
/// by all replicas; who can read the folder can sign in as anybody.
/// </summary>
internal static class Protection
{
    /// <summary>Adds data protection with its keys in the configured folder. Needs the <see cref="Store"/> among the services.</summary>
    public static IServiceCollection AddProtection(this IServiceCollection services)
    {
        services.AddOptions<ProtectionOptions>().BindConfiguration(ProtectionOptions.Section)
            .PostConfigure<IOptions<StoreOptions>>((options, store) => options.KeyFolder = options.KeyFolder.Length > 0 ? options.KeyFolder : BesideDatabase(store.Value))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProtectionOptions>, ProtectionOptions.Validator>();

        // Before data protection's own service, which makes the first key.
        services.AddHostedService<KeyFolderStart>();
        services.AddDataProtection().SetApplicationName("ChatGuard");
        services.AddOptions<KeyManagementOptions>().Configure<IOptions<ProtectionOptions>, ILoggerFactory>((keys, options, logs) =>
            keys.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(options.Value.KeyFolder), logs));
        return services;
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

/// <summary>Makes the folder, and finds out at the start whether keys can be written there.</summary>
internal sealed class KeyFolderStart(IOptions<ProtectionOptions> options) : IHostedService
{
    /// <exception cref="StoreException">Keys cannot be written there.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var folder = options.Value.KeyFolder;
        try
        {
            Make(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}");
            await File.WriteAllTextAsync(probe, "", cancellationToken);
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StoreException($"{ProtectionOptions.Section}:KeyFolder '{folder}' cannot be written: {error.Message} Make it writable for the user ChatGuard runs as, or name another folder.", error);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
