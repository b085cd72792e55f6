namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>Which database it is, for messages; never with a password.</summary>
    /// <exception cref="StoreException">The options name no database that can be used.</exception>
    public string Place => Dialect.Place;

    /// <summary>Whether the database can be written, and its schema's version: 0 where nothing was made yet. Nothing is changed, upgraded or made.</summary>
    /// <exception cref="StoreException">It cannot be opened or written.</exception>
    public async Task<int> ExamineAsync(CancellationToken cancellationToken)
    {
        if (Dialect.UnmadeIn is { } folder)
        {
            await ExamineFolderAsync(folder, cancellationToken);
            return 0;
        }

        return await OpenAsync(
            async connection =>
            {
                // Never committed: all of it is rolled back.
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var session = new Session(connection, transaction, cancellationToken);
                await Dialect.LockAsync(session, StoreLock.Migration);
                var version = await VersionAsync(session);
                await TryWritingAsync(session);
                return version;
            },
            cancellationToken);
    }

    /// <summary>Whether this ChatGuard can use the database, without changing it.</summary>
    /// <exception cref="StoreException">It cannot be opened or written, or a newer ChatGuard wrote it.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (await ExamineAsync(cancellationToken) is var version && version > Newest)
        {
            throw Newer(version, Newest);
        }
    }

    private async Task ExamineFolderAsync(string folder, CancellationToken cancellationToken)
    {
        if (Options.ConnectionString.Length > 0 && !Directory.Exists(folder))
        {
            throw new StoreException($"Cannot make the {Dialect.Place}: there is no folder {folder}. Make it, writable for the user ChatGuard runs as, or set {StoreOptions.Section}:ConnectionString to 'Data Source=<another file>'.");
        }

        try
        {
            await WritableFolder.ProbeAsync(WritableFolder.Nearest(folder), cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"Cannot make the {Dialect.Place}: {error.Message} {Dialect.Fix}", error);
        }
    }
}
