namespace ChatGuard.Tests;

/// <summary>A SQLite file of a test's own, deleted after it.</summary>
internal sealed class TempDatabase : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chatguard-test").FullName;

    public string ConnectionString => $"Data Source={Path.Combine(folder, "chatguard.db")}";

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
