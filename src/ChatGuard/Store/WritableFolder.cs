namespace ChatGuard.Store;

/// <summary>Whether files can be made in a folder, found out by making one.</summary>
internal static class WritableFolder
{
    /// <exception cref="IOException">They cannot, or an <see cref="UnauthorizedAccessException"/>.</exception>
    public static async Task ProbeAsync(string folder, CancellationToken cancellationToken)
    {
        var probe = Path.Combine(folder, $".{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(probe, "", cancellationToken);
        File.Delete(probe);
    }

    /// <summary>The folder itself, or the nearest above it that is there.</summary>
    public static string Nearest(string folder) => Directory.Exists(folder) || Path.GetDirectoryName(folder) is not { } above ? folder : Nearest(above);
}
