using System.ComponentModel.DataAnnotations;

namespace ChatGuard.Store;

/// <summary>Where ChatGuard remembers. Section <c>ChatGuard:Store</c>.</summary>
internal sealed class StoreOptions : IValidatableObject
{
    public const string Section = "ChatGuard:Store";

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Provider { get; set; } = "sqlite";

    /// <summary>For SQLite <c>Data Source=…</c>, by default a file in the user's local data folder; for PostgreSQL Npgsql's own form.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Fixed findings and scores are kept this many days.</summary>
    [Range(30, 3650)]
    public int RetentionDays { get; set; } = 400;

    /// <summary>Web messages and posted outbox rows are kept this many days.</summary>
    [Range(1, 3650)]
    public int MessageRetentionDays { get; set; } = 90;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider is not ("sqlite" or "postgres"))
        {
            yield return new($"{Section}:Provider is sqlite or postgres, not '{Provider}'");
        }

        if (Provider == "postgres" && ConnectionString.Length == 0)
        {
            yield return new($"{Section}:ConnectionString is needed for postgres, such as Host=db;Database=chatguard;Username=chatguard");
        }
    }
}
