using ChatGuard.Doctor;

namespace ChatGuard.Store;

/// <summary>What doctor says of the database and of the folder with the keys.</summary>
internal static class StoreDoctor
{
    public static DoctorCheck OfStore(Func<Store> store) => new("store", async (_, cancellationToken) => [await ExamineAsync(store(), cancellationToken)]);

    public static DoctorCheck OfKeyFolder(Func<ProtectionOptions> options) => new("keys", async (_, cancellationToken) => [await ExamineAsync(options().KeyFolder, cancellationToken)]);

    private static async Task<Diagnosis> ExamineAsync(Store store, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ExamineAsync(cancellationToken) switch
            {
                0 => Diagnosis.Well($"the {store.Place} is not made yet; it can be, and is at the first start"),
                var version when version > Store.Newest => Diagnosis.Wrong(
                    $"the {store.Place} has schema version {version}, and this ChatGuard knows version {Store.Newest} at most: a newer ChatGuard wrote it",
                    $"Start that version or a later one, or set {StoreOptions.Section}:ConnectionString to another database."),
                var version when version < Store.Newest => Diagnosis.Well($"the {store.Place} can be written; its schema is upgraded from version {version} to {Store.Newest} at the next start"),
                var version => Diagnosis.Well($"the {store.Place} can be written, schema version {version}"),
            };
        }
        catch (StoreException error)
        {
            return Diagnosis.Wrong("the database cannot be used", error.Message);
        }
    }

    private static async Task<Diagnosis> ExamineAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await WritableFolder.ProbeAsync(WritableFolder.Nearest(folder), cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.Wrong($"the key folder {folder} cannot be written: {error.Message}", $"{ProtectionOptions.Section}:KeyFolder: {KeyFolderStart.Fix}");
        }

        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return !Directory.Exists(folder) ? Diagnosis.Well($"the key folder {folder} is not made yet; it can be, and is at the first start")
            : !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & Others) != UnixFileMode.None
                ? Diagnosis.Wrong($"the key folder {folder} is open to every user of this computer, who could then sign in as anybody", $"chmod 700 {folder}")
                : Diagnosis.Well($"the key folder {folder} can be written");
    }
}
